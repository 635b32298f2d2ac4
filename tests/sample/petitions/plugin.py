"""A petition with a legal time limit: it is stopped, goes on, and is lengthened."""

from engine import About, Text, hookimpl, load_forms


@hookimpl
def about():
    return About(Text("信访时限", "Petition time"), basis="信访工作条例", number=91)


@hookimpl
def forms():
    return load_forms(__file__)
