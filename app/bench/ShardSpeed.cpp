#include "app/bench/ShardSpeed.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <memory>

#include "app/bench/RepeatedFiles.h"
#include "model/base/AtomicFile.h"
#include "model/base/Cores.h"
#include "model/base/RegularFile.h"
#include "training/data/classification/Loader.h"
#include "training/data/classification/TarCache.h"
#include "training/data/classification/TarDataset.h"
#include "training/data/images/ImageLimits.h"

namespace isonet::benchmarks {
namespace {

namespace fs = std::filesystem;
using namespace isonet::training;

constexpr std::size_t tarBlock = 512;

// One file of a tar archive (POSIX ustar): a header of 512 bytes, then the content, padded to 512 bytes.
std::string tarMember(const std::string& name, const std::string& content) {
    std::string header(tarBlock, '\0');
    const auto put = [&](std::size_t at, const std::string& text) { header.replace(at, text.size(), text); };
    char size[12];
    std::snprintf(size, sizeof size, "%011zo", content.size());
    put(0, name);
    put(100, "0000644");
    put(124, size);
    put(136, "00000000000");
    put(148, "        ");  // counts as spaces in the checksum
    put(156, "0");
    put(257, std::string("ustar\0", 6) + "00");
    unsigned sum = 0;
    for (const char c : header)
        sum += static_cast<unsigned char>(c);
    char checksum[8];
    std::snprintf(checksum, sizeof checksum, "%06o", sum);
    put(148, checksum);
    header[154] = '\0';
    return header + content + std::string((tarBlock - content.size() % tarBlock) % tarBlock, '\0');
}

// The next read comes from the disk, unless the file system keeps its files in memory.
void forget(const std::vector<fs::path>& files) {
    for (const fs::path& path : files) {
        const base::RegularFile file(path);
        ::fdatasync(file.descriptor());  // only pages that are written are dropped
        ::posix_fadvise(file.descriptor(), 0, 0, POSIX_FADV_DONTNEED);
    }
}

class Passes {
public:
    explicit Passes(std::shared_ptr<const Dataset> dataset)
        : loader_(std::move(dataset), {.batchSize = loaderBatch, .workers = base::availableCores(), .bytes = true}) {}
    void run() {
        loader_.start(epoch_++);
        while (loader_.next()) {
        }
    }

private:
    Loader loader_;
    std::int64_t epoch_ = 0;
};

}  // namespace

ShardPair shardPair(const std::vector<fs::path>& files, std::size_t images, const fs::path& scratch) {
    ShardPair pair;
    std::string archive;
    for (std::size_t i = 0; i < images; ++i) {
        const fs::path& file = files[i % files.size()];
        const std::string name = "image-" + std::to_string(i) + file.extension().string();
        const std::string content = base::readFile(file, largestImageFile);
        pair.copies.push_back(scratch / name);
        base::replaceFile(pair.copies.back(), content);
        archive += tarMember(name, content);
    }
    pair.tar = {scratch / "images.tar"};
    base::replaceFile(pair.tar.front(), archive + std::string(2 * tarBlock, '\0'));
    const auto set = std::make_shared<TarSet>(pair.tar);
    set->listings = tarListings(pair.tar, config::DataConfig{}.labelKey);
    std::vector<TarImage> members;
    for (std::uint32_t i = 0; i < images; ++i)
        members.push_back({0, i, 0});
    const config::RunConfig config = loaderConfiguration();
    pair.fromFiles = std::make_shared<RepeatedFiles>(pair.copies, static_cast<std::int64_t>(images));
    pair.fromTar = std::make_shared<TarDataset>(set, members, std::vector<std::string>{"a", "b"},
                                                ImageTransform(config.data, config.model));
    return pair;
}

ShardSpeed compareShards(const std::vector<fs::path>& files, const fs::path& scratch) {
    const ShardPair pair = shardPair(files, static_cast<std::size_t>(3 * loaderBatch), scratch);
    Passes fromFiles(pair.fromFiles), fromTar(pair.fromTar);
    const auto inFiles = [&] { fromFiles.run(); };
    const auto inTar = [&] { fromTar.run(); };
    inFiles();
    inTar();  // both are in the page cache now
    ShardSpeed speed;
    speed.images = pair.fromTar->size();
    speed.cached = compare(inFiles, inTar);
    speed.fromDisk = compare(inFiles, inTar, [&] {
        forget(pair.copies);
        forget(pair.tar);
    });
    return speed;
}

}  // namespace isonet::benchmarks
