// Ground truth of a detection dataset in COCO's JSON format: images, categories, and objects with boxes and masks.
//
// An invalid annotation is skipped and reported in Annotations::problems; an invalid file throws training::DataError.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "training/data/coco/Segmentation.h"

namespace isonet::coco {

struct Image {
    std::int64_t id = 0;
    std::string file;  // file name as annotated; without "file_name", the last part of "coco_url"
    int height = 0, width = 0;
};

struct Category {
    std::int64_t id = 0;
    std::string name;
};

struct Object {
    std::int64_t id = 0;
    std::size_t image = 0, category = 0;  // indices into Annotations
    Box box;
    double area = 0;  // as annotated: of the mask, not of the box
    bool crowd = false;
    Segmentation segmentation;
};

struct Annotations {
    std::filesystem::path file;
    std::vector<Image> images;         // by ascending id
    std::vector<Category> categories;  // by ascending id
    std::vector<Object> objects;       // in file order

    // "annotation 17 of image 42: ...", for the first hundred of `skipped`.
    std::vector<std::string> problems;
    std::int64_t skipped = 0;
    // About the whole file: ids of 0, shared ids, LVIS.
    std::vector<std::string> warnings;

    // Index by id; -1: none.
    std::int64_t imageAt(std::int64_t id) const;
    std::int64_t categoryAt(std::int64_t id) const;
    RunLength mask(const Object& object) const;
    void problem(const std::string& what);
};

// Other keys, such as LVIS's, are ignored. A missing "iscrowd" is 0, a missing "area" that of the mask or box. Throws
// for annotations of an unknown category, images or categories without whole-number ids or sizes, and two images or
// categories with one id.
Annotations readAnnotations(const std::filesystem::path& file);

}  // namespace isonet::coco
