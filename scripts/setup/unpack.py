"""Unpacks the files of a wheel that the set-up needs: `unpack.py WHEEL FOLDER`. Prints the path of each file it writes."""

import os
import re
import sys
import zipfile

# TensorFlow: its two libraries, the headers of its C interface, its licences. CUDA: everything except headers and static libraries.
WANTED = re.compile(
    r"""tensorflow/libtensorflow_(cc|framework)\.(so\.2|2\.dylib)$
      | tensorflow/include/(tensorflow|tsl|xla/tsl)/c/
      | tensorflow/include/(tensorflow/core|tsl|xla/tsl)/platform/ctstring
      | tensorflow/include/LICENSE$ | tensorflow/THIRD_PARTY_NOTICES\.txt$
      | nvidia/(?!.*/include/)(?!.*\.a$)
      | [^/]+\.dist-info/(METADATA$|.*LICEN[CS]E)""",
    re.VERBOSE,
)


def unpack(wheel, folder):
    with zipfile.ZipFile(wheel) as archive:
        for member in archive.infolist():
            if member.is_dir() or not WANTED.match(member.filename):
                continue
            path = archive.extract(member, folder)
            mode = member.external_attr >> 16
            if mode & 0o111:
                os.chmod(path, 0o755)
            print(member.filename, flush=True)


if __name__ == "__main__":
    try:
        unpack(sys.argv[1], sys.argv[2])
        os.sync()
    except (OSError, zipfile.BadZipFile) as error:
        sys.exit("%s" % error)
