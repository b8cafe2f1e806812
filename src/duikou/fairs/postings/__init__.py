"""Reads employers' and offices' spreadsheets of posts: from a file of any common kind to drafts of posts.

Knows no database. The way through: sources (which file is it) > workbooks, texts, objects, webtables (rows of
sheets) > headers (where the table starts) > columns (what each column says) > drafts (what each row says),
with conditions and persons watching for what may not be published or not be kept.
"""
