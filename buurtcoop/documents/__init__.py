"""Files that people gave us: type checked, made anew, nothing hidden in them; papers of our own.

A photo is read, turned upright, made smaller and written anew, so that place, camera and whatever
else was hidden in it are gone. It lies in the database, so that a copy of the coop is whole. A
paper is a template with plain values, set as PDF that a screen reader can read.
"""
