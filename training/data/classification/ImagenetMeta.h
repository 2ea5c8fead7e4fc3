// The table of classes in meta.mat of ImageNet's development kit (ILSVRC2012_devkit_t12), a MATLAB file of level 5: the
// struct array `synsets` with the fields ILSVRC2012_ID and WNID. Source: MathWorks, "MAT-File Format", 2019.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>

namespace isonet::training {

// WordNet ids ("n01440764") by ILSVRC2012_ID. Throws DataError naming `name`: another format, truncated or damaged.
std::map<int, std::string> imagenetClasses(std::span<const std::uint8_t> bytes, const std::string& name);

}  // namespace isonet::training
