"""What stands for the program in a process that multiprocessing starts."""

if __name__ == "__mp_main__":
    from tfcompat_ce.run.running import load_main

    load_main(globals())
