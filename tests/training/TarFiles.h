// Tar files for tests, byte by byte.
#pragma once

#include <string>
#include <vector>

#include "ImageFiles.h"

namespace isonet::test {

// How a name of more than 100 bytes is stored: split into prefix and name, in GNU tar's own header, or in a pax header.
enum class TarFormat { Ustar, Gnu, Pax };

struct TarEntry {
    std::string name;
    Bytes data{};
    char type = '0';
    bool binarySize = false;  // GNU tar's base-256 number
};

inline const Bytes tarEnd(1024, 0);

Bytes text(const std::string& content);
Bytes tarBytes(const std::vector<TarEntry>& entries, TarFormat format = TarFormat::Ustar, const Bytes& end = tarEnd);
void writeTar(const std::filesystem::path& file, const std::vector<TarEntry>& entries);
// A gray JPEG of 40x30 pixels.
Bytes grayJpeg(int gray);

using TarEntries = std::vector<TarEntry>;
// `count` samples KEY.jpg and KEY.cls from sample `first` on, with label i % classes and gray 30 * label.
TarEntries samples(int first, int count, int classes);
// PREFIX<class>/<n>.jpg: class c is gray 30 c.
TarEntries classFolders(const std::string& prefix, const std::vector<std::string>& classes, int images);
TarEntries joined(TarEntries first, const TarEntries& second);
// meta.mat of ImageNet's development kit with ids from 1: numbers as doubles, names in UTF-16, all compressed.
Bytes imagenetMeta(const std::vector<std::string>& classes);

}  // namespace isonet::test
