// The images in one tar file and the labels next to them, found without reading the images.
//
// WebDataset: a sample is KEY.jpg (or another image format) with KEY.cls, a number as text, or KEY.json, whose key
// `labelKey` is the number; KEY ends at the first dot of the file's name. KEY.cls comes first if both are there. Tar
// files in the tar file (ILSVRC2012_img_train.tar) are looked into: "n01440764.tar/n01440764_18.JPEG".
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "training/data/classification/FolderFiles.h"
#include "training/data/images/InputFile.h"

namespace isonet::training {

struct TarListing {
    FileList files;                             // names in the tar file and labels, in order of position
    std::vector<std::uint64_t> offsets, sizes;  // of the images' bytes
    bool labeled = false;                       // every image has a label next to it; otherwise the labels are -1
    std::int64_t ignored = 0;                   // files that are neither images nor labels
    std::string firstIgnored;
};

// Throws DataError naming the tar file, the key and the value: what readTar() throws, an image without label or a label
// without image where others have both, a label that is not a whole number from 0 to 999999.
TarListing listTar(const InputFile& file, const std::string& labelKey);

}  // namespace isonet::training
