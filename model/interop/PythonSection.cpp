#include "model/interop/PythonSection.h"

#include <map>
#include <set>
#include <stdexcept>
#include <utility>

#include "model/base/NumberText.h"

namespace isonet::interop {

namespace {

constexpr char indent[] = "        ";

std::string text(int value) {
    return std::to_string(value);
}

// "3" or "(1, 7)"
std::string pair(int vertical, int horizontal) {
    return vertical == horizontal ? text(vertical) : "(" + text(vertical) + ", " + text(horizontal) + ")";
}

class SectionWriter {
public:
    explicit SectionWriter(const Section& section) : section_(section) { variables_[section.input] = "x"; }

    PythonSection write() {
        for (const Node& node : section_.nodes) {
            arguments_.clear();
            for (const auto& input : node.inputs)
                arguments_.push_back(variables_.at(input));
            path_ = "self." + node.name.substr(section_.name.size() + 1);
            node_ = &node;
            const std::string result =
                std::visit([this](const auto& operation) { return write(operation); }, node.operation);
            variables_[node.name] = node.variable;
            if (!std::holds_alternative<operation::Convolution>(node.operation))
                roles_[node.variable] = roles_[arguments_.back()];
            const bool last = &node == &section_.nodes.back();
            out_.forward += indent + (last ? "return " : node.variable + " = ") + result + "\n";
        }
        if (out_.constructor.empty())
            out_.constructor << std::string(indent) + "pass\n";
        return std::move(out_);
    }

private:
    const std::string& x() const { return arguments_.front(); }

    // Starts the line that creates the node's module; creates the module that holds it, "self.f", before its first one.
    PythonCode& module() {
        if (const auto dot = path_.rfind('.'); dot > 4 && holders_.insert(path_.substr(0, dot)).second)
            out_.constructor << indent + path_.substr(0, dot) + " = nn.Module()\n";
        return out_.constructor << indent + path_ + " = ";
    }
    std::string call() const { return path_ + "(" + x() + ")"; }

    // Numbers of channels are named by their place: the block's inputs, the branch's width, the block's outputs.
    PythonNumber channels(int count) {
        const std::string& role = roles_[x()];
        return {role.empty() ? "inputs" : role, count};
    }

    // Whether no convolution of the same path follows.
    bool closes(const Node& node) const {
        bool after = false;
        for (const Node& each : section_.nodes) {
            if (after && each.variable == node.variable &&
                std::holds_alternative<operation::Convolution>(each.operation))
                return false;
            after = after || &each == &node;
        }
        return true;
    }

    std::string write(const operation::Convolution& of) {
        const spec::ConvolutionPlan& plan = of.plan;
        const spec::Padding& pad = plan.padding;
        const spec::KernelSize taps = plan.applied();
        PythonNumber inputs = channels(plan.inputs);
        const std::string made = closes(*node_) ? "outputs" : "width";
        PythonNumber groups{"groups", plan.groups, "groups", 1};
        if (plan.groups == plan.inputs && plan.groups > 1)
            groups.role = inputs.role;
        module() << (plan.standardized ? "StandardizedConv2d(" : "nn.Conv2d(") << inputs << ", "
                 << PythonNumber{made, plan.outputs} << ", " + pair(taps.height, taps.width)
                 << PythonNumber{"stride", plan.stride, "stride", 1}
                 << (pad.symmetric() && (pad.top > 0 || pad.left > 0) ? ", padding=" + pair(pad.top, pad.left) : "")
                 << (plan.dilation > 1 ? ", dilation=" + text(plan.dilation) : "") << groups
                 << (plan.bias ? ")\n" : ", bias=False)\n");
        roles_[node_->variable] = made;
        if (pad.symmetric())
            return call();
        return path_ + "(F.pad(" + x() + ", (" + text(pad.left) + ", " + text(pad.right) + ", " + text(pad.top) + ", " +
               text(pad.bottom) + ")))";
    }

    std::string write(const operation::BatchNorm& of) {
        module() << "nn.BatchNorm2d(" << channels(of.channels) << ")\n";
        return call();
    }

    std::string write(const operation::GroupNorm& of) {
        module() << "nn.GroupNorm(" << PythonNumber{"norm_groups", of.groups} << ", " << channels(of.channels) << ")\n";
        return call();
    }

    std::string write(const operation::Activation& of) {
        switch (of.kind) {
            case spec::Activation::ReLU:
                return "F.relu(" + x() + ")";
            case spec::Activation::LeakyReLU:
                return "F.leaky_relu(" + x() + ", 0.01)";
            case spec::Activation::RReLU:
                return "F.rrelu(" + x() + ", 1 / 8, 1 / 3, self.training)";
            case spec::Activation::ELU:
                return "F.elu(" + x() + ")";
            case spec::Activation::SELU:
                return "F.selu(" + x() + ")";
            case spec::Activation::GELU:
                return "F.gelu(" + x() + ")";
            case spec::Activation::SiLU:
                return "F.silu(" + x() + ")";
            case spec::Activation::PELU:
                module() << "PELU()\n";
                return call();
            case spec::Activation::TailoredReLU:
                return base::numberText(of.scale) + " * F.leaky_relu(" + x() + ", " + base::numberText(of.slope) + ")";
            case spec::Activation::TransformedTanh:
                return transformed(of, "torch.tanh");
            case spec::Activation::TransformedSoftplus:
                return transformed(of, "F.softplus");
            case spec::Activation::TransformedSiLU:
                return transformed(of, "F.silu");
            case spec::Activation::MaxMin:
                return "max_min(" + x() + ")";
            case spec::Activation::PReLU:
                module() << "nn.PReLU(" << channels(of.channels) << ")\n";
                return call();
            case spec::Activation::SReLU:
                module() << "SReLU(" << parameter(of.channels) << (of.trained ? ")\n" : ", trained=False)\n");
                return call();
        }
        throw std::logic_error("Python module: " + node_->name + " has an unknown activation");
    }

    std::string transformed(const operation::Activation& of, const char* function) const {
        const auto number = [](double value) { return base::numberText(value); };
        return number(of.scale) + " * (" + function + "(" + number(of.inputScale) + " * " + x() + " + " +
               number(of.inputShift) + ") + " + number(of.shift) + ")";
    }

    std::string write(const operation::Scale& of) {
        module() << "Scale(" << parameter(of.channels) << ")\n";
        return call();
    }
    std::string write(const operation::Shift&) {
        module() << "Shift()\n";
        return call();
    }
    std::string write(const operation::Add&) { return arguments_[0] + " + " + arguments_[1]; }

    std::string write(const operation::Pool& of) {
        return std::string("F.") + (of.maximum ? "max" : "avg") + "_pool2d(" + x() + ", " + text(of.kernel) +
               ", stride=" + text(of.stride) + (of.padding > 0 ? ", padding=" + text(of.padding) : "") +
               (!of.maximum && of.padding > 0 ? ", count_include_pad=False)" : ")");
    }
    std::string write(const operation::BlurPool& of) { return "blur_pool(" + x() + ", " + text(of.factor) + ")"; }
    std::string write(const operation::SpaceToDepth& of) {
        return "F.pixel_unshuffle(" + x() + ", " + text(of.factor) + ")";
    }
    std::string write(const operation::GlobalPool& of) {
        return x() + (of.maximum ? ".amax((2, 3))" : ".mean((2, 3))");
    }
    std::string write(const operation::Flatten&) { return x() + ".flatten(1)"; }

    std::string write(const operation::Linear& of) {
        module() << "nn.Linear(" + text(of.inputs) + ", " + text(of.outputs) + (of.bias ? ")\n" : ", bias=False)\n");
        return call();
    }
    std::string write(const operation::Dropout& of) {
        return "F.dropout(" + x() + ", " + base::numberText(of.probability) + ", self.training)";
    }

    // The number of a parameter that may be shared by all channels.
    PythonNumber parameter(int count) { return count == 1 ? PythonNumber{"one", 1} : channels(count); }

    const Section& section_;
    PythonSection out_;
    std::map<std::string, std::string> variables_;  // by result
    std::map<std::string, std::string> roles_;      // of the channels, by variable
    std::set<std::string> holders_;
    const Node* node_ = nullptr;
    std::vector<std::string> arguments_;
    std::string path_;
};

}  // namespace

PythonSection pythonSection(const Section& section) {
    return SectionWriter(section).write();
}

}  // namespace isonet::interop
