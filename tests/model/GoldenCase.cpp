#include "GoldenCase.h"

#include <torch/nn/functional/loss.h>
#include <torch/types.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "model/interop/HashedNetwork.h"
#include "model/isometry/Penalty.h"

namespace isonet::testing {

namespace {

constexpr double tolerance = 1e-4;
// The published relu(x - b) + b computes the gradient of b as the difference of two long float32 sums, so values below
// 1e-4 have only that precision; in float64 it agrees with this project to a relative 1e-5.
constexpr double offsetGradientNoise = 1e-8;
constexpr double trajectoryTolerance = 1e-3;  // rounding errors grow with the steps

class Differences {
public:
    void compareWithin(const QString& what, double got, double expected, double allowed) {
        if (!(std::abs(got - expected) <= allowed))
            lines_ << QString("%1 is %2, published %3").arg(what).arg(got, 0, 'g', 9).arg(expected, 0, 'g', 9);
    }
    void compare(const QString& what, double got, double expected, double allowed = tolerance) {
        compareWithin(what, got, expected, allowed * std::max(std::abs(expected), 1e-7));
    }
    void say(const QString& line) { lines_ << line; }
    QStringList lines() const { return lines_; }

private:
    QStringList lines_;
};

double publishedCoefficient(const QJsonObject& goldenCase) {
    return goldenCase["config"].toObject()["ISON.ORTHO_COEFF"].toDouble(1e-4);
}

void compareNames(const QJsonArray& published, const torch::OrderedDict<std::string, at::Tensor>& own,
                  const QString& kind, Differences& differences) {
    if (published.isEmpty())
        return;
    if (published.size() != static_cast<int>(own.size()))
        differences.say(QString("%1 %2, published %3").arg(own.size()).arg(kind).arg(published.size()));
    for (int i = 0; i < std::min<int>(published.size(), own.size()); ++i) {
        const auto name = published[i].toArray()[0].toString();
        std::vector<std::int64_t> shape;
        for (const auto& size : published[i].toArray()[1].toArray())
            shape.push_back(size.toInteger());
        const auto& item = own[i];
        if (name.toStdString() != item.key() || item.value().sizes() != at::IntArrayRef(shape))
            differences.say(
                QString("%1 %2 is %3, published %4").arg(kind).arg(i).arg(QString::fromStdString(item.key()), name));
    }
}

void compareLogits(const QJsonArray& published, const at::Tensor& logits, const QString& what,
                   Differences& differences) {
    double largest = 0;
    for (const auto& each : published)
        largest = std::max(largest, std::abs(each.toDouble()));
    for (int i = 0; i < published.size(); ++i)
        differences.compareWithin(QString("%1 %2").arg(what).arg(i), logits[0][i].item<double>(),
                                  published[i].toDouble(), tolerance * largest);
}

// Compares the values in a list of [name, value].
void compareNamed(const QJsonArray& published, const std::function<double(const std::string&)>& own,
                  const QString& what, double allowed, Differences& differences) {
    for (const auto& each : published) {
        const auto name = each.toArray()[0].toString();
        const double expected = each.toArray()[1].toDouble();
        const double noise = what == "gradient norm" && name.contains("srelu") ? offsetGradientNoise : 0.0;
        differences.compareWithin(what + " of " + name, own(name.toStdString()), expected,
                                  allowed * std::max(std::abs(expected), 1e-7) + noise);
    }
}

double exactNorm(const at::Tensor& tensor) {
    return tensor.to(torch::kDouble).norm().item<double>();
}

// SGD as published: momentum 0.9, weight decay 1e-4 except for SReLU's b, a tenth of the rate for multipliers.
class PublishedSgd {
public:
    PublishedSgd(const model::Network& network, double rate) : parameters_(network->named_parameters()), rate_(rate) {}

    void step() {
        torch::NoGradGuard noGrad;
        momentum_.resize(parameters_.size());
        for (size_t i = 0; i < parameters_.size(); ++i) {
            const std::string& name = parameters_[i].key();
            at::Tensor& value = parameters_[i].value();
            const double decay = name.find("srelu") == std::string::npos ? 1e-4 : 0.0;
            const at::Tensor gradient = value.grad() + decay * value;
            momentum_[i] = momentum_[i].defined() ? 0.9 * momentum_[i] + gradient : gradient;
            value -= (name.find("shared") == std::string::npos ? rate_ : rate_ / 10) * momentum_[i];
        }
    }

private:
    torch::OrderedDict<std::string, at::Tensor> parameters_;
    std::vector<at::Tensor> momentum_;
    double rate_;
};

void compareTrajectory(const QJsonObject& goldenCase, model::Network& network, const model::Penalty& penalty,
                       Differences& differences) {
    PublishedSgd sgd(network, goldenCase["config"].toObject()["SOLVER.BASE_LR"].toDouble());
    const double coefficient = publishedCoefficient(goldenCase);
    const auto steps = goldenCase["sgd_trajectory_ce_ortho"].toArray();
    network->train();
    for (int step = 0; step < steps.size(); ++step) {
        network->zero_grad();
        const auto [images, labels] = interop::hashedBatch(network, goldenCase["batch"].toInt(), step);
        const auto loss = torch::nn::functional::cross_entropy(network(images), labels);
        // Without training on it, the penalty is only measured.
        const auto value = coefficient > 0 ? penalty.evaluate().total : penalty.measure().sum();
        const auto published = steps[step].toArray();
        differences.compare(QString("cross entropy at step %1").arg(step), loss.item<double>(), published[0].toDouble(),
                            trajectoryTolerance);
        differences.compare(QString("penalty at step %1").arg(step), value.item<double>(), published[1].toDouble());
        (coefficient > 0 ? loss + coefficient * value : loss).backward();
        sgd.step();
    }
    const auto finalNorm = [parameters = network->named_parameters()](const std::string& name) {
        return exactNorm(parameters[name]);
    };
    compareNamed(goldenCase["final_param_norms"].toArray(), finalNorm, "final norm", trajectoryTolerance, differences);
}

}  // namespace

spec::ModelSpec goldenSpec(const QJsonObject& goldenCase) {
    const auto config = goldenCase["config"].toObject();
    spec::ModelSpec spec;
    spec.family = config["DATASET.NAME"].toString().contains("CIFAR") ? spec::Family::Small : spec::Family::ImageNet;
    spec.depth = config["ISON.DEPTH"].toInt(34);
    spec.height = spec.width = goldenCase["height"].toInt();
    spec.classes = goldenCase["num_classes"].toInt();
    spec.shortcut = config["ISON.HAS_ST"].toBool(false);
    if (config["ISON.HAS_RES_MULTIPLIER"].toBool(false))
        spec.multiplier = spec::ResidualMultiplier::Scalar;
    spec.multiplierStart = config["ISON.RES_MULTIPLIER"].toDouble(1.0);
    spec.normalization = config["ISON.HAS_BN"].toBool(false) ? spec::Normalization::Batch : spec::Normalization::None;
    spec.activation = config["ISON.SReLU"].toBool(true) ? spec::Activation::SReLU : spec::Activation::ReLU;
    spec.initialization =
        config["ISON.DIRAC_INIT"].toBool(true) ? spec::Initialization::Delta : spec::Initialization::Kaiming;
    return spec;
}

QStringList goldenDifferences(const QJsonObject& goldenCase) {
    Differences differences;
    model::Network network(goldenSpec(goldenCase));
    interop::fillHashed(network);
    const auto parameters = network->named_parameters();
    compareNames(goldenCase["parameters"].toArray(), parameters, "parameter", differences);
    compareNames(goldenCase["buffers"].toArray(), network->named_buffers(), "buffer", differences);
    if (const auto count = goldenCase["parameter_count"].toInteger(); network->plan().parameters != count)
        differences.say(QString("%1 parameters, published %2").arg(network->plan().parameters).arg(count));

    const auto [images, labels] = interop::hashedBatch(network, goldenCase["batch"].toInt(), 0);
    {
        torch::NoGradGuard noGrad;
        network->eval();
        compareLogits(goldenCase["eval_logits_first_row"].toArray(), network(images), "logit in evaluation",
                      differences);
    }
    // Training mode updates BatchNorm's running statistics, without effect on the values of batch 0.
    network->train();
    const auto logits = network(images);
    compareLogits(goldenCase["train_logits_first_row"].toArray(), logits, "logit in training", differences);
    const auto crossEntropy = torch::nn::functional::cross_entropy(logits, labels);
    differences.compare("cross entropy", crossEntropy.item<double>(), goldenCase["cross_entropy"].toDouble());

    const auto perConvolution = [&](const std::string& name) {
        const auto layers = network->convolutions();
        const auto found = std::ranges::find_if(layers, [&](const auto& each) { return each.plan->name == name; });
        if (found == layers.end() || !found->plan->penalized)
            return std::nan("");
        torch::NoGradGuard noGrad;
        return model::convolutionPenaltyReference(found->weight, found->plan->stride).item<double>();
    };
    compareNamed(goldenCase["ortho_per_conv"].toArray(), perConvolution, "penalty", tolerance, differences);

    if (!goldenCase.contains("ortho_total"))
        return differences.lines();
    const double coefficient = publishedCoefficient(goldenCase);
    spec::PenaltySpec published;
    published.coefficient = coefficient;
    const model::Penalty penalty(published, network);
    const auto value = penalty.evaluate();
    differences.compare("penalty", value.total.item<double>(), goldenCase["ortho_total"].toDouble());
    (crossEntropy + coefficient * value.total).backward();
    const auto gradientNorm = [&](const std::string& name) { return exactNorm(parameters[name].grad()); };
    compareNamed(goldenCase["grad_norms"].toArray(), gradientNorm, "gradient norm", tolerance, differences);
    compareTrajectory(goldenCase, network, penalty, differences);
    return differences.lines();
}

}  // namespace isonet::testing
