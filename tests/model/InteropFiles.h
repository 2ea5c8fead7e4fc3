// What the interchange tests share: comparing values, files on disk, and damaging them repeatably.
#pragma once

#include <QString>
#include <filesystem>
#include <random>
#include <string>

#include "model/interop/Value.h"

namespace isonet::test {

// For QTemporaryDir: in memory where the system has such a folder, so that thousands of small files take no time.
QString scratchTemplate();

std::string readBytes(const std::filesystem::path& file);
void writeBytes(const std::filesystem::path& file, const std::string& bytes);

// Equal in kind, order and every bit. Also touches every number, which finds tensors that reach outside their storage.
bool same(const interop::Value& a, const interop::Value& b);

// The parity fill: u of flat index i and stream k, in [-1, 1), as float32.
at::Tensor fill(std::uint32_t stream, at::IntArrayRef shape);

// A cut, some flipped bits, overwritten, inserted or removed bytes: one of them, by the generator.
std::string damaged(std::string bytes, std::mt19937& random);

// A file in PyTorch's format of before 1.6 with the same pickle and storages as writeTorchFile's.
std::string legacyFile(const interop::Value& value);
// A zip file around a given pickle, with true checksums, so that damage to the pickle reaches the unpickler.
void writeZipWithPickle(const std::string& pickle, const std::vector<at::Tensor>& storages,
                        const std::filesystem::path& file, const std::string& byteOrder = "little");

}  // namespace isonet::test
