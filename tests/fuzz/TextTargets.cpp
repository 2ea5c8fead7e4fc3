// Texts: configurations, sweeps, lists of images.
#include <filesystem>
#include <fstream>

#include "tests/fuzz/Target.h"
#include "training/config/RunConfigYaml.h"
#include "training/config/Validation.h"
#include "training/data/classification/ImageList.h"
#include "training/data/images/ImageNames.h"
#include "training/sweeps/PaperTables.h"
#include "training/sweeps/Presets.h"
#include "training/sweeps/SweepYaml.h"

namespace isonet::fuzz {
namespace {

std::vector<Bytes> configurations() {
    std::vector<Bytes> all;
    for (const char* preset : {"isonet-20-fashion-mnist", "detect-small", "table1-g-isonet-34"})
        all.push_back(bytesOf(config::toYaml(sweeps::findPreset(preset)->config)));
    for (const char* text :
         {"model: {stem: {kernel: 3, channels: 16}, stages: [{blocks: 2, channels: 16}, {blocks: 1, channels: 32, "
          "stride: 2}], head: {hidden: [64]}, classes: 10}\ndata: {dataset: cifar10}\nrun: {epochs: 2}\n",
          "model:\n  blocks:\n    - {layers: s1.*, activation: relu}\n  depth: 20\nschedule: {milestones: [1, 2]}\n"})
        all.push_back(bytesOf(text));
    return all;
}

void readConfiguration(const std::filesystem::path& file) {
    const auto config = config::loadRunConfig(file);
    config::validate(config);
    config::parseRunConfig(config::toYaml(config), "written");
}

std::vector<Bytes> sweepFiles() {
    std::vector<Bytes> all{bytesOf(
        "sweep: rates\nbase: isonet-20-fashion-mnist\nset: {run.epochs: 1}\nrows:\n  - {row: a, set: "
        "{model.activation: relu}, when: {model.depth: [8, 20]}}\n  - {row: b, except: [{where: {model.depth: 20}, "
        "set: {penalty.coefficient: 3e-4}}]}\nvary: {model.depth: [8, 20], optimizer.learning_rate: [0.01, "
        "0.02]}\nsample: {model.dropout: {uniform: [0, 0.5]}, optimizer.weight_decay: {log_uniform: [1e-5, "
        "1e-3]}}\nsamples: 2\nseeds: [1, 2]\n")};
    for (const char* table : {"table1", "table6"})
        all.push_back(bytesOf(sweeps::toYaml(*sweeps::findPaperTable(table))));
    return all;
}

void readSweep(const std::filesystem::path& file) {
    sweeps::loadSweep(file);
}

std::vector<Bytes> nameLists() {
    return {bytesOf("train/cat/1.jpg\ntrain/dog/a\\nb\\\\.png\n"), bytesOf("train:17\r\nvalidation:3\r\n\r\n")};
}

void readNames(const std::filesystem::path& file) {
    training::readImageNames(file);
}

// Rows are checked against files, so the images exist.
std::vector<Bytes> imageLists() {
    static const std::filesystem::path folder = [] {
        const auto made = scratchPath();
        std::filesystem::create_directory(made);
        for (const char* name : {"a.png", "b c.png", "d.png", "e.png"})
            std::ofstream(made / name) << "image";
        return made;
    }();
    const std::string at = folder.string() + "/";
    return {bytesOf("path,label,split\n" + at + "a.png,cat,train\n\"" + at + "b c.png\",dog,train\n" + at +
                    "d.png,cat,val\n" + at + "e.png,dog,val\n"),
            bytesOf("\xef\xbb\xbf" + at + "a.png\t0\r\n" + at + "b c.png\t1\r\n" + at + "d.png\t1\r\n")};
}

void readImageList(const std::filesystem::path& file) {
    training::readImageLists({{file, training::Split::None}}, file.parent_path());
}

}  // namespace

std::vector<Target> textTargets() {
    const std::vector<std::string> yaml{"&a ",    "*a",           "<<: *a", "!!binary ", "? ", "- ",           "[[[[",
                                        "{{{{",   "|\n",          "\t",     "%",         ": ", "\xef\xbb\xbf", "\r\n",
                                        "run: {", "model.stages", "..",     "---\n",     "#"};
    Target config{"yaml-config", configurations, readConfiguration};
    Target sweep{"yaml-sweep", sweepFiles, readSweep};
    config.words = sweep.words = yaml;
    sweep.words.insert(sweep.words.end(), {"repeats: 1000000\n", "samples: 100000\n", "vary: {run.seed: [1, 2]}\n"});
    return {config, sweep, {"image-names", nameLists, readNames}, {"image-list", imageLists, readImageList}};
}

}  // namespace isonet::fuzz
