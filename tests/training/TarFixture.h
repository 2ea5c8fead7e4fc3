// Folders for tar files, and datasets opened from them with images of 16x16 pixels.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "FolderData.h"
#include "FreshFolders.h"
#include "training/data/catalogue/Catalogue.h"

namespace isonet::test {

class TarFixture : protected FreshFolders {
protected:
    static spec::ModelSpec model(int classes) {
        spec::ModelSpec model;
        model.channels = 3;
        model.height = model.width = 16;
        model.classes = classes;
        return model;
    }
    static training::DatasetPair open(const std::filesystem::path& root, int classes) {
        return training::openDatasets(folderData(root), model(classes));
    }
    static std::vector<float> pixels(const training::Dataset& dataset, std::int64_t index, std::uint64_t draw = 0) {
        std::vector<float> out(3 * 16 * 16);
        dataset.load(index, draw, training::PixelOrder::Planes, out.data());
        return out;
    }
};

}  // namespace isonet::test
