#include "InteropFiles.h"

#include <torch/types.h>

#include <QDir>
#include <QFileInfo>
#include <cstring>
#include <fstream>
#include <sstream>

#include "model/interop/PickleWriter.h"
#include "model/interop/ZipWriter.h"

namespace isonet::test {

using interop::Dict;
using interop::List;
using interop::Value;

QString scratchTemplate() {
    const QString memory = "/dev/shm";
    return (QFileInfo(memory).isWritable() ? memory : QDir::tempPath()) + "/isonet-interop-XXXXXX";
}

std::string readBytes(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream bytes;
    bytes << in.rdbuf();
    return bytes.str();
}

void writeBytes(const std::filesystem::path& file, const std::string& bytes) {
    std::ofstream(file, std::ios::binary | std::ios::trunc).write(bytes.data(), std::ssize(bytes));
}

bool same(const Value& a, const Value& b) {
    if (a.data.index() != b.data.index())
        return false;
    if (const auto* x = std::get_if<at::Tensor>(&a.data)) {
        const auto& y = std::get<at::Tensor>(b.data);
        if (x->scalar_type() != y.scalar_type() || !x->sizes().equals(y.sizes()) || x->numel() > 1 << 20)
            return false;
        const at::Tensor xs = x->contiguous(), ys = y.contiguous();
        return xs.nbytes() == 0 || std::memcmp(xs.const_data_ptr(), ys.const_data_ptr(), xs.nbytes()) == 0;
    }
    if (const auto* x = std::get_if<Dict>(&a.data)) {
        const auto& y = std::get<Dict>(b.data);
        return std::equal(x->begin(), x->end(), y.begin(), y.end(), [](const auto& left, const auto& right) {
            return left.first == right.first && same(left.second, right.second);
        });
    }
    if (const auto* x = std::get_if<List>(&a.data)) {
        const auto& y = std::get<List>(b.data);
        return std::equal(x->begin(), x->end(), y.begin(), y.end(), same);
    }
    if (const auto* x = std::get_if<double>(&a.data))
        return std::memcmp(x, &std::get<double>(b.data), sizeof *x) == 0;
    if (const auto* x = std::get_if<std::string>(&a.data))
        return *x == std::get<std::string>(b.data);
    if (const auto* x = std::get_if<std::int64_t>(&a.data))
        return *x == std::get<std::int64_t>(b.data);
    if (const auto* x = std::get_if<bool>(&a.data))
        return *x == std::get<bool>(b.data);
    return true;
}

at::Tensor fill(std::uint32_t stream, at::IntArrayRef shape) {
    at::Tensor result = torch::empty(shape);
    auto* out = result.mutable_data_ptr<float>();
    for (std::uint32_t i = 0; i < result.numel(); ++i) {
        std::uint32_t h = i * 2654435761u + (stream * 40503u + 12345u);
        h ^= h >> 16;
        h *= 2246822519u;
        h ^= h >> 13;
        h *= 3266489917u;
        h ^= h >> 16;
        out[i] = static_cast<float>(h / 4294967296.0 * 2 - 1);
    }
    return result;
}

std::string damaged(std::string bytes, std::mt19937& random) {
    const auto below = [&](std::size_t limit) { return limit == 0 ? 0 : random() % limit; };
    const std::size_t place = below(bytes.size());
    switch (random() % 5) {
        case 0:
            bytes.resize(place);
            break;
        case 1:
            for (std::size_t flips = 1 + below(8); flips > 0; --flips)
                bytes[below(bytes.size())] ^= static_cast<char>(1 << below(8));
            break;
        case 2:
            for (std::size_t i = place, end = std::min(bytes.size(), place + 1 + below(16)); i < end; ++i)
                bytes[i] = static_cast<char>(below(4) == 0 ? 0xff : random());
            break;
        case 3:
            bytes.insert(place, bytes.substr(below(bytes.size()), 1 + below(64)));
            break;
        default:
            bytes.erase(place, 1 + below(64));
    }
    return bytes;
}

std::string legacyFile(const Value& value) {
    const interop::PickleWriter object(value);
    const Dict system{
        {"protocol_version", 1001}, {"little_endian", true}, {"type_sizes", Dict{{"int", 4}, {"long", 4}}}};
    List keys;
    std::string numbers;
    for (std::size_t i = 0; i < object.storages().size(); ++i) {
        keys.emplace_back(std::to_string(i));
        const at::Tensor tensor = object.storages()[i].contiguous();
        const std::int64_t count = tensor.numel();
        numbers.append(reinterpret_cast<const char*>(&count), sizeof count);
        numbers.append(static_cast<const char*>(tensor.const_data_ptr()), tensor.nbytes());
    }
    const std::string magic("\x80\x02\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19.", 15);
    return magic + interop::PickleWriter(1001).pickle() + interop::PickleWriter(system).pickle() + object.pickle() +
           interop::PickleWriter(keys).pickle() + numbers;
}

void writeZipWithPickle(const std::string& pickle, const std::vector<at::Tensor>& storages,
                        const std::filesystem::path& file, const std::string& byteOrder) {
    base::OutputFile out(file);
    interop::ZipWriter zip(out);
    zip.add("any/data.pkl", pickle);
    zip.add("any/byteorder", byteOrder);
    for (std::size_t i = 0; i < storages.size(); ++i) {
        const at::Tensor numbers = storages[i].contiguous();
        zip.add("any/data/" + std::to_string(i), numbers.const_data_ptr(), numbers.nbytes());
    }
    zip.finish();
    out.commit();
}

}  // namespace isonet::test
