// Shared by the interop tests: comparison of values, temporary files, reproducible damage.
#pragma once

#include <QString>
#include <filesystem>
#include <random>
#include <string>

#include "model/interop/Value.h"

namespace isonet::test {

// For QTemporaryDir: in memory if the system supports it, so that thousands of small files are fast.
QString scratchTemplate();

std::string readBytes(const std::filesystem::path& file);
void writeBytes(const std::filesystem::path& file, const std::string& bytes);

// Equal in kind, order and every bit. Also reads every number, which detects tensors that exceed their storage.
bool same(const interop::Value& a, const interop::Value& b);

// The parity fill: u of flat index i and stream k, in [-1, 1), as float32.
at::Tensor fill(std::uint32_t stream, at::IntArrayRef shape);

// Randomly truncated, or with flipped bits or overwritten, inserted or removed bytes.
std::string damaged(std::string bytes, std::mt19937& random);

// A file in PyTorch's format before 1.6 with the same pickle and storages as writeTorchFile().
std::string legacyFile(const interop::Value& value);
// A zip file around a given pickle, with correct checksums, so that damage to the pickle reaches the unpickler.
void writeZipWithPickle(const std::string& pickle, const std::vector<at::Tensor>& storages,
                        const std::filesystem::path& file, const std::string& byteOrder = "little");

}  // namespace isonet::test
