#include "model/detection/Operators.h"

#include <ATen/ATen.h>
#include <ATen/core/dispatch/Dispatcher.h>
#include <dlfcn.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string>

namespace isonet::model {
namespace {

namespace fs = std::filesystem;

constexpr const char* python = "libpython3.11.so.1.0";

// Folder of libtorch_cpu: the library that contains this function's address.
fs::path torchFolder() {
    Dl_info info{};
    if (dladdr(reinterpret_cast<const void*>(&c10::Dispatcher::realSingleton), &info) == 0 || !info.dli_fname)
        throw OperatorsMissing("Cannot find the folder of LibTorch (dladdr failed).");
    return fs::path(info.dli_fname).parent_path();
}

fs::path libraryPath() {
    if (const char* named = std::getenv("ISONET_TORCHVISION"); named && *named)
        return named;
    return (torchFolder() / ".." / ".." / "torchvision" / "_C.so").lexically_normal();
}

void openLibrary(const fs::path& file, int flags, const std::string& remedy) {
    if (dlopen(file.c_str(), RTLD_NOW | flags))
        return;
    const char* why = dlerror();
    throw OperatorsMissing("Detection needs torchvision's operators, but " + file.string() + " cannot be opened (" +
                           (why ? why : "unknown error") + "). " + remedy);
}

bool loaded() {
    return c10::Dispatcher::singleton().findSchema({"torchvision::roi_align", ""}).has_value();
}

bool load() {
    if (loaded())
        return true;
    const fs::path library = libraryPath();
    std::error_code error;
    if (!fs::exists(library, error))
        throw OperatorsMissing("Detection needs torchvision's operators, but " + library.string() +
                               " is missing. Run packaging/bootstrap, or set ISONET_TORCHVISION to the file _C.so of "
                               "torchvision 0.26.0.");
    openLibrary(python, RTLD_GLOBAL, "Install Debian's package libpython3.11.");
    // Libraries that torchvision links to. Opened by path, so that the loader finds them by name.
    const std::string reinstall = "Run packaging/bootstrap to reinstall LibTorch.";
    for (const char* name : {"libc10_cuda.so", "libtorch_cuda.so", "libtorch.so", "libtorch_python.so"})
        openLibrary(torchFolder() / name, RTLD_GLOBAL, reinstall);
    openLibrary(library, RTLD_LOCAL, "It must be torchvision 0.26.0, built for the LibTorch in use.");
    if (!loaded())
        throw OperatorsMissing(library.string() +
                               " does not define torchvision::roi_align; it is not torchvision's library.");
    return true;
}

template <typename Signature>
c10::TypedOperatorHandle<Signature> find(const char* name) {
    loadDetectionOperators();
    return c10::Dispatcher::singleton().findSchemaOrThrow(name, "").typed<Signature>();
}

}  // namespace

void loadDetectionOperators() {
    static const bool once = load();  // retried after an exception
    (void)once;
}

at::Tensor suppressed(const at::Tensor& boxes, const at::Tensor& scores, double overlap) {
    TORCH_CHECK(boxes.dim() == 2 && boxes.size(1) == 4 && scores.dim() == 1 && scores.size(0) == boxes.size(0),
                "suppressed: boxes of shape ", boxes.sizes(), " and scores of shape ", scores.sizes(),
                "; expected (N, 4) and (N)");
    static const auto operation = find<at::Tensor(const at::Tensor&, const at::Tensor&, double)>("torchvision::nms");
    return operation.call(boxes.to(at::kFloat), scores.to(at::kFloat), overlap);
}

at::Tensor suppressedByGroup(const at::Tensor& boxes, const at::Tensor& scores, const at::Tensor& groups,
                             double overlap) {
    if (boxes.size(0) == 0)
        return at::empty({0}, boxes.options().dtype(at::kLong));
    // Shift each group so that boxes of different groups never overlap.
    const at::Tensor offset = groups.to(boxes.scalar_type()) * (boxes.max() + 1);
    return suppressed(boxes + offset.unsqueeze(1), scores, overlap);
}

at::Tensor roiAlign(const at::Tensor& features, const at::Tensor& regions, double scale, std::int64_t size) {
    TORCH_CHECK(features.dim() == 4 && regions.dim() == 2 && regions.size(1) == 5, "roiAlign: features of shape ",
                features.sizes(), " and regions of shape ", regions.sizes(), "; expected (N, C, H, W) and (K, 5)");
    static const auto operation =
        find<at::Tensor(const at::Tensor&, const at::Tensor&, double, c10::SymInt, c10::SymInt, std::int64_t, bool)>(
            "torchvision::roi_align");
    constexpr std::int64_t asFineAsFeatures = 0;
    return operation.call(features.to(at::kFloat), regions.to(at::kFloat), scale, size, size, asFineAsFeatures, true);
}

}  // namespace isonet::model
