// SHA-256 (FIPS 180-4), as sha256sum prints it: tells whether two files are the same.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace isonet::base {

class Sha256 {
public:
    void add(std::span<const std::uint8_t> bytes);
    // 64 hexadecimal digits. Call once, after the last add().
    std::string finish();

private:
    void block(const std::uint8_t* bytes);

    std::array<std::uint32_t, 8> state_{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
    std::array<std::uint8_t, 64> pending_{};
    std::size_t held_ = 0;      // bytes in pending_
    std::uint64_t length_ = 0;  // bytes added
};

// Of a file's bytes. Throws std::system_error if it cannot be read.
std::string sha256Of(const std::filesystem::path& file);

}  // namespace isonet::base
