// Networks built from a private random generator equal those from torch's seed, without using torch's generator.
#include <ATen/CPUGeneratorImpl.h>
#include <torch/nn/modules/conv.h>
#include <torch/nn/modules/linear.h>
#include <torch/utils.h>

#include <QtTest>
#include <thread>

#include "model/detection/ProposalNetwork.h"
#include "model/layers/Network.h"
#include "model/layers/RandomNumbers.h"

using namespace isonet;

namespace {

at::Tensor defaultState() {
    at::Generator generator = at::detail::getDefaultCPUGenerator();
    const std::lock_guard lock(generator.mutex());
    return generator.get_state().clone();
}

std::vector<at::Tensor> built(spec::Initialization kind) {
    spec::ModelSpec spec;
    spec.depth = 8;
    spec.initialization = kind;
    model::Network network(spec);
    std::vector<at::Tensor> values = network->parameters();
    spec::DetectorSpec detector;
    detector.proposalChannels = 8;
    const model::ProposalNetwork proposals(detector, 8, 16);
    for (const auto& each : proposals->parameters())
        values.push_back(each);
    return values;
}

bool same(const std::vector<at::Tensor>& a, const std::vector<at::Tensor>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) { return x.equal(y); });
}

}  // namespace

class TestRandomNumbers : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void privateNumbersFollowTheSeed_data();
    void privateNumbersFollowTheSeed();
    void otherThreadsAreUnaffected();
    void scopesCanBeNested();
    void explicitGeneratorIsStillUsed();
};

void TestRandomNumbers::privateNumbersFollowTheSeed_data() {
    QTest::addColumn<int>("kind");
    for (const auto kind : {spec::Initialization::Delta, spec::Initialization::DeltaOrthogonal,
                            spec::Initialization::Kaiming, spec::Initialization::Xavier})
        QTest::newRow(std::string(spec::name(kind)).c_str()) << int(kind);
}

void TestRandomNumbers::privateNumbersFollowTheSeed() {
    QFETCH(int, kind);
    torch::manual_seed(42);
    const auto expected = built(spec::Initialization(kind));
    torch::manual_seed(7);
    const at::Tensor before = defaultState();
    {
        const model::OwnRandomNumbers random(42);
        QVERIFY(same(built(spec::Initialization(kind)), expected));
    }
    QVERIFY(defaultState().equal(before));
    QVERIFY(!same(built(spec::Initialization(kind)), expected));  // the default generator again
    QVERIFY(!defaultState().equal(before));
}

void TestRandomNumbers::otherThreadsAreUnaffected() {
    torch::manual_seed(3);
    const at::Tensor expected = at::rand({100});
    torch::manual_seed(3);
    const model::OwnRandomNumbers random(3);
    at::empty({50}).normal_();
    at::Tensor others;
    std::thread([&] { others = at::rand({100}); }).join();
    QVERIFY(others.equal(expected));
}

void TestRandomNumbers::scopesCanBeNested() {
    const auto first = [](std::uint64_t seed) {
        const model::OwnRandomNumbers random(seed);
        return at::randn({4});
    };
    const at::Tensor outerFirst = first(1), innerFirst = first(2);
    const model::OwnRandomNumbers outer(1);
    QVERIFY(first(2).equal(innerFirst));
    QVERIFY(at::randn({4}).equal(outerFirst));
}

void TestRandomNumbers::explicitGeneratorIsStillUsed() {
    const at::Tensor expected = at::randn({4}, at::make_generator<at::CPUGeneratorImpl>(9));
    const model::OwnRandomNumbers random(1);
    QVERIFY(at::randn({4}, at::make_generator<at::CPUGeneratorImpl>(9)).equal(expected));
}

QTEST_GUILESS_MAIN(TestRandomNumbers)
#include "tst_randomnumbers.moc"
