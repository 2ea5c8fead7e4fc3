#include "training/data/classification/ImagePaths.h"

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

#include "model/base/NotFound.h"

namespace isonet::training {
namespace {

namespace fs = std::filesystem;

constexpr std::array<const char*, 9> triedEndings{"",     ".jpg", ".jpeg", ".png", ".JPEG",
                                                  ".JPG", ".PNG", ".webp", ".bmp"};

}  // namespace

ImagePaths::ImagePaths(fs::path root, std::vector<fs::path> folders)
    : root_(std::move(root)), folders_(std::move(folders)) {
    for (const fs::path& folder : folders_) {
        const fs::path relative = folder.lexically_relative(root_);
        const bool inside = !relative.empty() && *relative.begin() != "..";
        const std::string name =
            inside ? (relative == "." ? fs::path() : relative).string() : fs::absolute(folder).string();
        prefixes_.push_back(name.empty() || name.ends_with('/') ? name : name + "/");
    }
}

std::string ImagePaths::nameAt(std::size_t folder, std::size_t ending, const std::string& path) const {
    const std::string name = (path.starts_with('/') ? "" : prefixes_[folder]) + path + triedEndings[ending];
    std::error_code error;
    return fs::is_regular_file(root_ / name, error) ? name : std::string();
}

std::string ImagePaths::find(const std::string& written) {
    if (written.empty() || written.find('\0') != std::string::npos)
        return {};
    std::string windows = written;
    std::replace(windows.begin(), windows.end(), '\\', '/');
    for (const std::string& path : {written, windows}) {
        if (std::string name = nameAt(folder_, ending_, path); !name.empty())
            return name;
        for (std::size_t folder = 0; folder < folders_.size(); ++folder)
            for (std::size_t ending = 0; ending < triedEndings.size(); ++ending)
                if (std::string name = nameAt(folder, ending, path); !name.empty()) {
                    folder_ = folder;
                    ending_ = ending;
                    return name;
                }
    }
    return {};
}

std::string ImagePaths::whyNot(const std::string& written) const {
    const std::string absent = "does not exist";
    std::string looked;
    for (const fs::path& folder : folders_) {
        if (const std::string why = base::whyNotFound(folder / written, absent); !why.empty() && why != absent)
            return why + " (in " + folder.string() + ")";
        looked += (looked.empty() ? "" : ", ") + folder.string();
    }
    return absent + " (looked for in " + looked + ")";
}

}  // namespace isonet::training
