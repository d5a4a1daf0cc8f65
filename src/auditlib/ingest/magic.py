"""The first bytes by which kinds of file are told apart, whatever their names say."""

#: A zip archive: every .xlsx, .xlsm, .xlsb and .ods.
ZIP = b"PK\x03\x04"
#: A compound document: .xls of old, and any workbook protected by a password.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
#: The name, in such a document, of the part that holds an encrypted workbook.
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
