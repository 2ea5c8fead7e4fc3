#include "training/data/images/OpenFiles.h"

namespace isonet::training {
namespace {

constexpr std::size_t mostOpenFiles = 128;

}  // namespace

OpenFiles::OpenFiles(std::vector<std::filesystem::path> files) : paths_(std::move(files)), files_(paths_.size()) {}

std::shared_ptr<const InputFile> OpenFiles::at(std::size_t position) const {
    const std::lock_guard lock(mutex_);
    std::shared_ptr<const InputFile>& file = files_.at(position);
    if (!file) {
        file = std::make_shared<const InputFile>(paths_[position]);
        open_.push_back(position);
        if (open_.size() > mostOpenFiles) {
            files_[open_.front()].reset();  // closed when its last reader is done
            open_.pop_front();
        }
    }
    return file;
}

}  // namespace isonet::training
