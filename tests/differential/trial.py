"""trial.py - what the random tests have in common: their command line, and what becomes of the files of a trial."""
import argparse
import random
import shutil


def options(label, count, what="", keep=False, extra=()):
    """Reads the command line and prints the first line, which names the seed. `count` is the default of --count, in `what`; `extra` are
    further options as (name, help)."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=count, help=what or None)
    parser.add_argument("--seed", type=int)
    if keep:
        parser.add_argument("--keep", action="store_true")
    for name, text in extra:
        parser.add_argument(name, help=text)
    parser.add_argument("heng", nargs="?", default="build/heng")
    given = parser.parse_args()
    if given.seed is None:
        given.seed = random.randrange(10 ** 6)
    print("%s: %d%s, seed %d" % (label, given.count, what and " " + what, given.seed))
    return given


def settle(folder, wrong, keep, most, label=""):
    """Prints the first of what is wrong, and removes the folder of the trial; of one that failed it stays if `keep`."""
    for sentence in wrong[:most]:
        print("    %s%s" % (label, sentence))
    if wrong and keep:
        print("    " + folder)
    else:
        shutil.rmtree(folder)
