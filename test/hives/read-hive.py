# Prints each key and value of a hive as a line of JSON: [path], or [path, name, type, bytes in hex].
import json
import struct
import sys

from impacket.winregistry import Registry

registry = Registry(sys.argv[1])


def text(name):
    return name.decode("latin1") if isinstance(name, bytes) else name


def hex_of(data):
    # Data inside the cell of its value comes as a number.
    return (struct.pack("<I", data) if isinstance(data, int) else data).hex()


def walk(path):
    key = registry.findKey(path or "\\")
    for name in map(text, registry.enumValues(key)):
        kind, data = registry.getValue(path + "\\" + name)
        print(json.dumps([path, name, kind, hex_of(data)]))
    for name in map(text, registry.enumKey(key)):
        print(json.dumps([path + "\\" + name]))
        walk(path + "\\" + name)


walk("")
