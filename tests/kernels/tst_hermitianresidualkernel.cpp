// The penalty's CUDA kernel for residuals, run on the host, against the CPU kernel.
#include <ATen/Parallel.h>
#include <torch/types.h>

#include <QtTest>

#include "model/kernels/HermitianResidual.h"
#include "model/kernels/cuda/HermitianResidual.h"
#include "tests/kernels/Emulation.h"
#include "tests/kernels/Operand.h"

using namespace isonet::model;
using isonet::emulation::Operand;
using isonet::emulation::Order;

class TestHermitianResidualKernel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        at::set_num_threads(1);
        at::manual_seed(5);
    }
    void equalsTheCpu_data() {
        QTest::addColumn<int>("n");
        QTest::addColumn<int>("frequencies");
        QTest::addColumn<int>("layers");
        for (const int n : {1, 5, 32, 33, 70})
            QTest::addRow("%d", n) << n << 4 << 3;
        QTest::newRow("no frequency") << 20 << 0 << 2;
    }
    void equalsTheCpu();
};

void TestHermitianResidualKernel::equalsTheCpu() {
    QFETCH(int, n);
    QFETCH(int, frequencies);
    QFETCH(int, layers);
    const std::int64_t pairs = frequencies * layers;
    for (const at::ScalarType type : {at::kFloat, at::kDouble})
        for (const Order order : {Order::Forward, Order::Reverse, Order::Shuffled})
            for (const bool wantsFactors : {true, false}) {
                isonet::emulation::setOrder(order);
                const double tolerance = type == at::kFloat ? 1e-5 : 1e-12;
                const at::Tensor mixed = at::randn({pairs, n, n}, type), even = at::randn({pairs + layers, n, n}, type);
                const at::Tensor factors = at::empty({3 * pairs + layers, n, n}, type);
                const at::Tensor expected = hermitianResidual(mixed, even, layers, factors);
                const cuda::ResidualLayout layout{pairs, layers, n};
                const at::Tensor partial = at::full({cuda::residualParts(layout)}, std::nan(""), at::kDouble);
                const at::Tensor squares = at::empty({layers}, at::kDouble);
                Operand s(mixed, 1), t(even, 1), out(at::empty_like(factors), 1);
                cuda::hermitianResidual(type == at::kDouble, s.data(), t.data(), wantsFactors ? out.data() : nullptr,
                                        partial.mutable_data_ptr<double>(), squares.mutable_data_ptr<double>(), layout,
                                        nullptr);
                QVERIFY(at::allclose(squares, expected, tolerance, 0));
                QVERIFY(s.holds(mixed) && t.holds(even) && out.intact());
                QVERIFY(!wantsFactors || at::allclose(out.tensor(), factors, tolerance, tolerance));
            }
    isonet::emulation::setOrder(Order::Forward);
}

QTEST_GUILESS_MAIN(TestHermitianResidualKernel)
#include "tst_hermitianresidualkernel.moc"
