#include "model/interop/PythonHelpers.h"

#include <algorithm>
#include <utility>

namespace isonet::interop {

namespace {

constexpr char sreluText[] = R"py(class SReLU(nn.Module):
    """max(x, b) with an offset b per channel."""

    def __init__(self, channels, trained=True):
        super().__init__()
        self.srelu_bias = nn.Parameter(torch.full((1, channels, 1, 1), -1.0), requires_grad=trained)

    def forward(self, x):
        b = self.srelu_bias if x.dim() == 4 else self.srelu_bias.flatten(1)
        return torch.maximum(x, b)
)py";

constexpr char peluText[] = R"py(class PELU(nn.Module):
    """a x / b, or a (exp(x / b) - 1) below 0; a and b are at least 0.1."""

    def __init__(self):
        super().__init__()
        self.pelu_a = nn.Parameter(torch.ones(1))
        self.pelu_b = nn.Parameter(torch.ones(1))

    def forward(self, x):
        a, b = self.pelu_a.clamp(min=0.1), self.pelu_b.clamp(min=0.1)
        return torch.where(x >= 0, x * (a / b), a * torch.expm1(x.clamp(max=0) / b))
)py";

constexpr char scaleText[] = R"py(class Scale(nn.Module):
    """s x, with one number s or one per channel."""

    def __init__(self, channels):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(1, channels, 1, 1))

    def forward(self, x):
        return self.scale * x
)py";

constexpr char shiftText[] = R"py(class Shift(nn.Module):
    """x + b, with one number b."""

    def __init__(self):
        super().__init__()
        self.shared_bias = nn.Parameter(torch.zeros(1))

    def forward(self, x):
        return x + self.shared_bias
)py";

constexpr char standardizedText[] = R"py(class StandardizedConv2d(nn.Conv2d):
    """A convolution whose kernel has mean 0 and variance 1 for each output channel."""

    def forward(self, x):
        w = self.weight.flatten(1)
        w = w - w.mean(1, keepdim=True)
        w = w * torch.rsqrt(w.square().mean(1, keepdim=True) + 1e-5)
        return self._conv_forward(x, w.view_as(self.weight), self.bias)
)py";

constexpr char blurText[] = R"py(def blur_pool(x, factor):
    """A 3x3 binomial filter over a reflected border, then every factor-th pixel."""
    row = torch.tensor([0.25, 0.5, 0.25], dtype=x.dtype, device=x.device)
    kernel = torch.outer(row, row).expand(x.shape[1], 1, 3, 3)
    return F.conv2d(F.pad(x, (1, 1, 1, 1), mode="reflect"), kernel, stride=factor, groups=x.shape[1])
)py";

constexpr char maxMinText[] = R"py(def max_min(x):
    """The maximum and the minimum of channels i and i + C / 2."""
    a, b = x.chunk(2, 1)
    return torch.cat((torch.maximum(a, b), torch.minimum(a, b)), 1)
)py";

template <typename Predicate>
bool anyNode(const Graph& graph, Predicate predicate) {
    return std::ranges::any_of(graph.sections,
                               [&](const Section& each) { return std::ranges::any_of(each.nodes, predicate); });
}

template <typename Kind>
bool uses(const Graph& graph) {
    return anyNode(graph, [](const Node& node) { return std::holds_alternative<Kind>(node.operation); });
}

}  // namespace

std::string pythonHelpers(const Graph& graph) {
    const auto activated = [&graph](spec::Activation kind) {
        return anyNode(graph, [kind](const Node& node) {
            const auto* activation = std::get_if<operation::Activation>(&node.operation);
            return activation && activation->kind == kind;
        });
    };
    const bool standardized = anyNode(graph, [](const Node& node) {
        const auto* convolution = std::get_if<operation::Convolution>(&node.operation);
        return convolution && convolution->plan.standardized;
    });
    std::string text;
    for (const auto& [used, helper] :
         {std::pair(activated(spec::Activation::SReLU), sreluText),
          std::pair(activated(spec::Activation::PELU), peluText),
          std::pair(activated(spec::Activation::MaxMin), maxMinText),
          std::pair(uses<operation::Scale>(graph), scaleText), std::pair(uses<operation::Shift>(graph), shiftText),
          std::pair(standardized, standardizedText), std::pair(uses<operation::BlurPool>(graph), blurText)})
        if (used)
            text += std::string(helper) + "\n\n";
    return text;
}

}  // namespace isonet::interop
