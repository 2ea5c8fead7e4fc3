// Exported Python modules load the exported state dict and give the logits of the network. One process of Python checks
// all networks; without one that has torch these cases are skipped.
#include <ATen/ATen.h>
#include <torch/utils.h>

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include "ExportedNetworks.h"
#include "InteropFiles.h"
#include "model/interop/PlainKernels.h"
#include "model/interop/PythonModule.h"
#include "model/interop/StateDict.h"

using namespace isonet;

namespace {

// For each number: imports net<number>.py, loads net<number>.pt, prints the difference of the logits in evaluation mode
// and whether the gradients of a training pass reach every parameter.
constexpr char checks[] = R"py(
import importlib, sys, warnings
warnings.simplefilter("ignore")
import torch
torch.set_num_threads(1)
sys.path.insert(0, sys.argv[1])
for number in range(int(sys.argv[2])):
    module = importlib.import_module(f"net{number}")
    network = module.load(f"{sys.argv[1]}/net{number}.pt")
    images, logits = (torch.load(f"{sys.argv[1]}/data{number}.pt")[key] for key in ("images", "logits"))
    with torch.no_grad():
        out = network(images)
    worst = ((out - logits).abs().max() / logits.abs().max().clamp_min(1)).item() if out.shape == logits.shape else 9e9
    network.train()(images).square().sum().backward()
    still = [name for name, each in network.named_parameters() if each.requires_grad and each.grad is None]
    print(number, worst, ",".join(still) or "-")
)py";

QString wordsOf(const std::string& text) {
    return QString::fromStdString(text);
}

}  // namespace

class TestPythonModule : public QObject {
    Q_OBJECT
    QTemporaryDir folder_{test::scratchTemplate()};
    std::vector<test::ExportedNetwork> networks_ = test::exportedNetworks();
    QStringList results_;  // one line for each network
    QString missing_;      // why there are none

    std::string at(const QString& name) const { return folder_.filePath(name).toStdString(); }

    QProcessEnvironment environment() const {
        auto variables = QProcessEnvironment::systemEnvironment();
        const QString other = variables.value("PYTHONPATH");
        variables.insert("PYTHONPATH", QStringLiteral(ISONET_PYTHON_PACKAGES) + (other.isEmpty() ? "" : ":" + other));
        return variables;
    }
    std::unique_ptr<QProcess> python(const QStringList& arguments) const {
        auto process = std::make_unique<QProcess>();
        process->setProcessEnvironment(environment());
        process->start("python3", arguments);
        process->waitForFinished(280000);
        return process;
    }

private Q_SLOTS:
    void initTestCase() {
        torch::set_num_threads(1);
        const auto trial = python({"-c", "import torch"});
        if (trial->error() != QProcess::UnknownError || trial->exitCode() != 0) {
            missing_ = "python3 cannot import torch: " + trial->readAllStandardError().trimmed().right(200);
            return;
        }
        for (std::size_t i = 0; i < networks_.size(); ++i) {
            const QString number = QString::number(i);
            model::Network network = test::filledNetwork(networks_[i].spec);
            interop::writeTorchFile(interop::toValue(interop::plainState(interop::stateDict(network), network->plan())),
                                    at("net" + number + ".pt"));
            interop::writePythonModule(interop::graphOf(networks_[i].spec), {"1.2", {0.5}, {0.25}, {}},
                                       at("net" + number + ".py"));
            const at::NoGradGuard noGradient;
            const at::Tensor images = test::imagesFor(networks_[i].spec, 2);
            interop::writeTorchFile(interop::Dict{{"images", images}, {"logits", network->forward(images)}},
                                    at("data" + number + ".pt"));
        }
        const auto process = python({"-c", checks, folder_.path(), QString::number(networks_.size())});
        QVERIFY2(process->exitCode() == 0, process->readAllStandardError().constData());
        results_ = QString::fromUtf8(process->readAllStandardOutput()).split('\n', Qt::SkipEmptyParts);
        QCOMPARE(results_.size(), static_cast<qsizetype>(networks_.size()));
    }

    void theLogitsAreTheNetworks_data() {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < networks_.size(); ++i)
            QTest::newRow(networks_[i].name.c_str()) << static_cast<int>(i);
    }

    void theLogitsAreTheNetworks() {
        QFETCH(int, index);
        if (!missing_.isEmpty())
            QSKIP(qPrintable(missing_));
        const QStringList result = results_[index].split(' ');
        QCOMPARE(result[0].toInt(), index);
        bool number = false;
        QVERIFY2(result[1].toDouble(&number) < 1e-5 && number, qPrintable(result[1]));
        QCOMPARE(result[2], QString("-"));
    }

    void equalBlocksShareAClass() {
        spec::ModelSpec spec;
        spec.depth = 20;
        const QString text = wordsOf(interop::pythonModule(interop::graphOf(spec), {}));
        QCOMPARE(text.count("\nclass "), 5);  // SReLU, stem, block, head, network
        QVERIFY2(text.contains("class BasicBlock(nn.Module):") &&
                     text.contains("self.f.a = nn.Conv2d(inputs, outputs, 3, stride=stride, padding=1, bias=False)") &&
                     text.contains("*(BasicBlock(inputs=64, outputs=64, stride=1) for _ in range(2)),"),
                 qPrintable(text));
    }

    void deepNetworksAreShort() {
        spec::ModelSpec spec;
        spec.family = spec::Family::ImageNet;
        spec.depth = 152;
        spec.height = spec.width = 224;
        spec.shortcut = true;
        const QString text = wordsOf(interop::pythonModule(interop::graphOf(spec), {}));
        QVERIFY2(text.count('\n') < 180, qPrintable(QString::number(text.count('\n'))));
        QVERIFY2(text.contains("for _ in range(35)),"), qPrintable(text));
    }

    void theTextSaysHowToPrepareImages() {
        spec::ModelSpec spec;
        spec.depth = 8;
        const QString known = wordsOf(interop::pythonModule(interop::graphOf(spec), {"1.2", {0.5}, {0.25}, {}}));
        QVERIFY2(
            known.contains("MEAN = (0.5,)\nDEVIATION = (0.25,)\n") && known.startsWith("\"\"\"ISONet-8, written by"),
            qPrintable(known));
        const QString unknown = wordsOf(interop::pythonModule(interop::graphOf(spec), {}));
        QVERIFY2(unknown.contains("normalized as in training") && !unknown.contains("MEAN"), qPrintable(unknown));
    }
};

QTEST_GUILESS_MAIN(TestPythonModule)
#include "tst_pythonmodule.moc"
