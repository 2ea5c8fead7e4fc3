// SReLU's CUDA kernels, run on the host, against its CPU kernels: layouts, types, alignments, in place, absent outputs.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <QtTest>
#include <limits>

#include "model/kernels/SReLUKernel.h"
#include "model/kernels/cpu/SReLU.h"
#include "model/kernels/cuda/SReLU.h"
#include "tests/kernels/Emulation.h"
#include "tests/kernels/Operand.h"

using namespace isonet::model;
using isonet::emulation::Operand;
using isonet::emulation::Order;

namespace {

struct Shape {
    const char* name;
    std::vector<std::int64_t> sizes;
    bool channelsLast = false, oneOffset = false;
};

const Shape shapes[] = {
    {"contiguous", {2, 3, 5, 7}},
    {"contiguous, packs", {3, 5, 4, 4}},
    {"contiguous, several shares", {9, 2, 16, 24}},
    {"channels last", {2, 3, 5, 7}, true},
    {"channels last, packs", {3, 16, 4, 5}, true},
    {"channels last, several columns", {2, 264, 2, 3}, true},
    {"channels last, several shares", {9, 8, 20, 12}, true},
    {"vectors", {7, 24}},
    {"one value", {1, 1}},
    {"one offset", {2, 3, 5, 7}, false, true},
    {"one offset, packs", {4, 8, 4, 4}, true, true},
};

const std::pair<const char*, at::ScalarType> types[] = {
    {"float32", at::kFloat}, {"float64", at::kDouble}, {"bfloat16", at::kBFloat16}, {"float16", at::kHalf}};

cuda::ElementType elementType(at::ScalarType type) {
    return type == at::kFloat      ? cuda::ElementType::Float
           : type == at::kDouble   ? cuda::ElementType::Double
           : type == at::kBFloat16 ? cuda::ElementType::BFloat16
                                   : cuda::ElementType::Half;
}

// Small whole numbers: sums of them are exact in every order. Some equal an offset; some are not finite.
at::Tensor values(const Shape& shape, at::ScalarType type, bool special) {
    at::Tensor x = at::randint(-8, 9, shape.sizes, at::kFloat);
    if (special) {
        auto flat = x.view(-1);
        const float odd[] = {std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity(),
                             -std::numeric_limits<float>::infinity(), -0.0f};
        for (std::int64_t i = 0; i < flat.numel(); i += 5)
            flat[i] = odd[i / 5 % 4];
    }
    x = x.to(type);
    return shape.channelsLast ? x.contiguous(at::MemoryFormat::ChannelsLast) : x;
}

at::Tensor offsets(const Shape& shape, at::ScalarType type) {
    at::Tensor b = at::randint(-2, 3, {shape.oneOffset ? 1 : shape.sizes[1]}, at::kFloat);
    if (b.numel() > 2)
        b[1] = std::numeric_limits<float>::quiet_NaN();
    return b.to(type);
}

// All orders where `all`, else the one that differs most from a CPU's.
template <typename Run>
void inEveryOrder(bool all, const Run& run) {
    for (const Order order : {Order::Reverse, Order::Forward, Order::Shuffled}) {
        if (!all && order != Order::Reverse)
            continue;
        isonet::emulation::setOrder(order);
        run();
    }
    isonet::emulation::setOrder(Order::Forward);
}

}  // namespace

class TestSReLUKernel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        at::set_num_threads(1);
        at::manual_seed(5);
    }
    void forwardEqualsTheCpu_data() { addRows(); }
    void forwardEqualsTheCpu();
    void backwardEqualsTheCpu_data() { addRows(); }
    void backwardEqualsTheCpu();
    void eachBarrierIsNeeded();

private:
    static void addRows() {
        QTest::addColumn<int>("shape");
        QTest::addColumn<int>("type");
        for (int s = 0; s < static_cast<int>(std::size(shapes)); ++s)
            for (int t = 0; t < static_cast<int>(std::size(types)); ++t)
                QTest::addRow("%s, %s", shapes[s].name, types[t].first) << s << t;
    }
};

void TestSReLUKernel::forwardEqualsTheCpu() {
    QFETCH(int, shape);
    QFETCH(int, type);
    const at::ScalarType scalar = types[type].second;
    const at::Tensor y = values(shapes[shape], scalar, true), b = offsets(shapes[shape], scalar);
    const SReLULayout layout = sreluLayout(y, b);
    at::Tensor expected = at::empty_like(y);
    cpu::sreluOut(y, b, expected);
    for (const int yShift : {0, 1, 2})
        for (const int xShift : {0, 1})
            for (const int bShift : {0, 1})
                inEveryOrder(yShift == xShift && xShift == bShift, [&] {
                    Operand in(y, yShift), offset(b, bShift), out(at::empty_like(y), xShift);
                    cuda::sreluForward(elementType(scalar), in.data(), offset.data(), out.data(), layout, nullptr);
                    QVERIFY(out.holds(expected) && in.holds(y) && offset.holds(b));
                    cuda::sreluForward(elementType(scalar), in.data(), offset.data(), in.data(), layout, nullptr);
                    QVERIFY(in.holds(expected) && offset.holds(b));
                });
}

void TestSReLUKernel::backwardEqualsTheCpu() {
    QFETCH(int, shape);
    QFETCH(int, type);
    const at::ScalarType scalar = types[type].second;
    const at::Tensor x = values(shapes[shape], scalar, true), b = offsets(shapes[shape], scalar);
    cpu::sreluOut(x, b, x);  // an output: NaN where b is
    const at::Tensor g = values(shapes[shape], scalar, false);
    const SReLULayout layout = sreluLayout(x, b);
    const auto sumType = scalar == at::kDouble ? at::kDouble : at::kFloat;
    const at::Tensor dy = at::empty_like(g), db = at::empty({b.numel()}, sumType);
    cpu::sreluBackwardOut(g, x, b, dy, db);

    const int natural = cuda::sreluSplits(elementType(scalar), layout, 132);
    for (const int splits : {natural, 3})
        for (const int gShift : {0, 1})
            for (const int xShift : {0, 1})
                for (const int dyShift : {0, 1})
                    inEveryOrder(gShift == xShift && xShift == dyShift, [&] {
                        const Operand output(x, xShift), offset(b, gShift);
                        const auto run = [&](Operand& in, void* out, void* sums) {
                            cuda::sreluBackward(elementType(scalar), in.data(), output.data(), offset.data(), out, sums,
                                                layout, splits, nullptr);
                        };
                        const at::Tensor none = at::empty({splits, layout.channels}, sumType);
                        {
                            Operand in(g, gShift), out(at::empty_like(g), dyShift), sums(none, 0);
                            run(in, out.data(), sums.data());
                            QVERIFY(out.holds(dy) && sums.intact() && in.holds(g) && output.holds(x));
                            QVERIFY(at::equal(sums.tensor().sum(0), db));
                        }
                        Operand alone(at::empty_like(g), dyShift), sums(none, 0), in(g, gShift);
                        run(in, alone.data(), nullptr);
                        QVERIFY(alone.holds(dy));
                        run(in, nullptr, sums.data());
                        QVERIFY(at::equal(sums.tensor().sum(0), db) && in.holds(g) && sums.intact());
                        run(in, in.data(), sums.data());  // in place
                        QVERIFY(at::equal(sums.tensor().sum(0), db) && in.holds(dy) && sums.intact());
                    });
}

// Leaving one out must be found, else the comparisons above would miss it too.
void TestSReLUKernel::eachBarrierIsNeeded() {
    const auto run = [](const Shape& shape) {
        at::manual_seed(6);
        const at::Tensor x = values(shape, at::kFloat, false), b = offsets(shape, at::kFloat);
        const at::Tensor g = values(shape, at::kFloat, false);
        const SReLULayout layout = sreluLayout(x, b);
        const at::Tensor db = at::empty({b.numel()}), partial = at::empty({3, b.numel()});
        cpu::sreluBackwardOut(g, x, b, std::nullopt, db);
        cuda::sreluBackward(cuda::ElementType::Float, g.data_ptr(), x.data_ptr(), b.data_ptr(), nullptr,
                            partial.data_ptr(), layout, 3, nullptr);
        return at::equal(partial.sum(0), db);
    };
    const Shape contiguous{"", {3, 5, 16, 24}}, channelsLast{"", {3, 8, 16, 24}, true};
    const auto sound = [&] { return run(contiguous) && run(channelsLast); };
    QVERIFY(sound());
    const auto places = isonet::emulation::reachedBarriers();
    QCOMPARE(places.size(), 2u);
    for (const auto& place : places) {
        isonet::emulation::omitBarrier(&place);
        bool found = false;
        inEveryOrder(true, [&] {
            try {
                found = !sound() || found;
            } catch (const isonet::emulation::LaunchError&) {
                found = true;
            }
        });
        isonet::emulation::omitBarrier(nullptr);
        QVERIFY2(found, isonet::emulation::text(place).c_str());
    }
    QVERIFY(sound());
}

QTEST_GUILESS_MAIN(TestSReLUKernel)
#include "tst_srelukernel.moc"
