// A small separate file system for one folder, where this process may mount one.
#pragma once

#include <filesystem>

namespace isonet::benchmarks {

class SmallDisk {
public:
    // Mounts 12 MiB of memory (tmpfs) on a new folder. mounted() is false where that is not allowed.
    explicit SmallDisk(std::filesystem::path folder);
    ~SmallDisk();  // unmounts it; what was stored in it is gone
    SmallDisk(const SmallDisk&) = delete;
    SmallDisk& operator=(const SmallDisk&) = delete;

    bool mounted() const { return mounted_; }
    void fill() const;      // until nothing can be written anymore
    void makeRoom() const;  // removes what fill() has written

private:
    std::filesystem::path folder_, ballast_;
    bool mounted_ = false;
};

}  // namespace isonet::benchmarks
