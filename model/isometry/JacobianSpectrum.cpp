#include "model/isometry/JacobianSpectrum.h"

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <string>

#include "model/isometry/EvaluationMode.h"
#include "model/isometry/FullPrecision.h"
#include "model/isometry/Lanczos.h"

namespace isonet::model {
namespace {

at::Tensor outputOf(Network& network, const at::Tensor& x, JacobianOutput output) {
    return (output == JacobianOutput::Logits ? network->forward(x) : network->features(x)).flatten(1);
}

void assign(std::vector<double>& to, const at::Tensor& values) {
    to.assign(values.const_data_ptr<double>(), values.const_data_ptr<double>() + values.numel());
}

// J (rows, columns) in float64, computing as many rows at once as there are copies of the image in `x`.
std::optional<at::Tensor> matrixOf(const at::Tensor& x, const at::Tensor& y, int image,
                                   const JacobianOptions& options) {
    const std::int64_t together = y.size(0), rows = y.size(1);
    at::Tensor matrix = at::empty({rows, x[0].numel()}, at::kDouble);
    for (std::int64_t first = 0; first < rows; first += together) {
        if (options.stop.stop_requested())
            return std::nullopt;
        const std::int64_t size = std::min(together, rows - first);
        at::Tensor units = at::zeros_like(y);
        units.narrow(0, 0, size).narrow(1, first, size).fill_diagonal_(1.0);
        const at::Tensor gradients = torch::autograd::grad({y}, {x}, {units}, true)[0];
        matrix.narrow(0, first, size).copy_(gradients.narrow(0, 0, size).flatten(1));
        if (options.progress)
            options.progress(image, static_cast<int>(first + size));
    }
    return matrix;
}

std::optional<JacobianReport> byMatrix(Network& network, const at::Tensor& image, std::int64_t rows, int index,
                                       const JacobianOptions& options) {
    constexpr std::int64_t largestBatch = 32;
    const std::int64_t together = std::min(rows, largestBatch);
    const at::Tensor x = image.repeat({together, 1, 1, 1}).requires_grad_();
    const auto matrix = matrixOf(x, outputOf(network, x, options.output), index, options);
    if (!matrix)
        return std::nullopt;
    JacobianReport report;
    report.rows = rows;
    report.columns = image.numel();
    const at::NoGradGuard noGrad;
    if (!matrix->isfinite().all().item<bool>())
        return report;
    const at::Tensor sigma = at::linalg_svdvals(*matrix);
    assign(report.values, sigma);
    const double noise = image.scalar_type() == at::kDouble ? 1e-14 : 1e-6;
    report.errors.assign(report.values.size(), noise * report.values.front());
    report.complete = report.converged = true;
    return report;
}

std::optional<JacobianReport> byLanczos(Network& network, const at::Tensor& image, int index,
                                        const JacobianOptions& options) {
    const at::Tensor x = image.detach().clone().requires_grad_();
    const at::Tensor y = outputOf(network, x, options.output);
    const at::Tensor u = at::zeros_like(y).requires_grad_();
    const at::Tensor pulled = torch::autograd::grad({y}, {x}, {u}, true, true)[0];  // J* u, a linear function of u
    // The derivative of `of` with respect to `by`, transposed, on each row of a matrix.
    const auto product = [](const at::Tensor& of, const at::Tensor& by, const at::Tensor& vectors) {
        const at::AutoGradMode on(true);
        std::vector<at::Tensor> rows;
        for (std::int64_t i = 0; i < vectors.size(0); ++i) {
            const at::Tensor direction = vectors[i].to(of.options()).view(of.sizes());
            const at::Tensor gradient = torch::autograd::grad({of}, {by}, {direction}, true)[0];
            rows.push_back(gradient.detach().flatten().to(at::kCPU, at::kDouble));
        }
        return at::stack(rows);
    };
    const LinearMap map{y.numel(), x.numel(), [&](const at::Tensor& v) { return product(pulled, u, v); },
                        [&](const at::Tensor& w) { return product(y, x, w); }};
    LanczosOptions lanczos;
    lanczos.count = options.values;
    lanczos.tolerance = options.tolerance;
    lanczos.noise = image.scalar_type() == at::kDouble ? 1e-12 : 1e-6;
    lanczos.steps = options.steps;
    lanczos.stop = options.stop;
    if (options.progress)
        lanczos.progress = [&](int step, int) { options.progress(index, step); };
    LeadingValues leading = leadingValues(map, lanczos);
    if (options.stop.stop_requested())
        return std::nullopt;
    JacobianReport report;
    report.rows = map.rows;
    report.columns = map.columns;
    report.values = std::move(leading.values);
    report.errors = std::move(leading.errors);
    report.converged = leading.converged;
    report.complete =
        report.converged && static_cast<std::int64_t>(report.values.size()) == std::min(map.rows, map.columns);
    return report;
}

}  // namespace

std::vector<JacobianReport> jacobianSpectra(Network network, const at::Tensor& images, const JacobianOptions& options) {
    if (options.values < 1)
        throw std::invalid_argument("jacobianSpectra: " + std::to_string(options.values) +
                                    " values requested; expected at least 1");
    TORCH_CHECK(images.dim() == 4, "jacobianSpectra: images of shape ", images.sizes(), "; expected (N, C, H, W)");
    const EvaluationMode mode(network);
    const FullPrecision fullPrecision(images.device());
    std::vector<JacobianReport> reports;
    std::int64_t rows = 0;
    for (std::int64_t i = 0; i < images.size(0) && !options.stop.stop_requested(); ++i) {
        const at::Tensor image = images.detach().narrow(0, i, 1);
        if (rows == 0) {
            const at::NoGradGuard noGrad;
            rows = outputOf(network, image.clone(), options.output).size(1);
        }
        const at::AutoGradMode withGradients(true);
        const auto index = static_cast<int>(i);
        auto report = rows * image.numel() <= options.largestMatrix ? byMatrix(network, image, rows, index, options)
                                                                    : byLanczos(network, image, index, options);
        if (!report)
            break;
        reports.push_back(std::move(*report));
    }
    return reports;
}

}  // namespace isonet::model
