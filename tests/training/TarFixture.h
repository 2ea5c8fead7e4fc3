// Folders for tar files, and datasets opened from them with images of 16x16 pixels.
#pragma once

#include <QTemporaryDir>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "training/data/catalogue/Catalogue.h"

namespace isonet::test {

class TarFixture {
protected:
    QTemporaryDir temporary_;
    int folders_ = 0;
    std::filesystem::path fresh() {
        const std::filesystem::path folder =
            std::filesystem::path(temporary_.path().toStdString()) / ("tars " + std::to_string(++folders_));
        std::filesystem::create_directories(folder);
        return folder;
    }
    static config::DataConfig dataAt(const std::filesystem::path& root) {
        config::DataConfig data;
        data.dataset = "folder";
        data.root = root.string();
        return data;
    }
    static spec::ModelSpec model(int classes) {
        spec::ModelSpec model;
        model.channels = 3;
        model.height = model.width = 16;
        model.classes = classes;
        return model;
    }
    static training::DatasetPair open(const std::filesystem::path& root, int classes) {
        return training::openDatasets(dataAt(root), model(classes));
    }
    static std::vector<float> pixels(const training::Dataset& dataset, std::int64_t index, std::uint64_t draw = 0) {
        std::vector<float> out(3 * 16 * 16);
        dataset.load(index, draw, training::PixelOrder::Planes, out.data());
        return out;
    }
};

}  // namespace isonet::test
