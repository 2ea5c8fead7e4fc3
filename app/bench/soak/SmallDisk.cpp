#include "app/bench/soak/SmallDisk.h"

#include <fcntl.h>
#include <sys/mount.h>
#include <unistd.h>

#include <string>

namespace isonet::benchmarks {

SmallDisk::SmallDisk(std::filesystem::path folder) : folder_(std::move(folder)), ballast_(folder_ / "ballast") {
    std::filesystem::create_directories(folder_);
    mounted_ = ::mount("tmpfs", folder_.c_str(), "tmpfs", MS_NOSUID | MS_NODEV | MS_NOEXEC, "size=12m") == 0;
}

SmallDisk::~SmallDisk() {
    if (mounted_)
        ::umount2(folder_.c_str(), MNT_DETACH);
    std::error_code error;
    std::filesystem::remove(folder_, error);
}

void SmallDisk::fill() const {
    const int file = ::open(ballast_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    for (std::size_t bytes = 1 << 16; file >= 0 && bytes > 0; bytes /= 2) {
        const std::string block(bytes, 'x');
        while (::write(file, block.data(), block.size()) == static_cast<ssize_t>(block.size())) {
        }
    }
    ::close(file);
}

void SmallDisk::makeRoom() const {
    std::error_code error;
    std::filesystem::remove(ballast_, error);
}

}  // namespace isonet::benchmarks
