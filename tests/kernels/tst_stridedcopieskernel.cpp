// The CUDA kernel that copies many tensors, run on the host.
#include <torch/types.h>

#include <QtTest>
#include <memory>

#include "model/kernels/cuda/StridedCopies.h"
#include "tests/kernels/Emulation.h"
#include "tests/kernels/Operand.h"

using namespace isonet::model;
using isonet::emulation::Operand;
using isonet::emulation::Order;

class TestStridedCopiesKernel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void copiesEveryElementOnce();
};

void TestStridedCopiesKernel::copiesEveryElementOnce() {
    const std::vector<std::vector<std::int64_t>> shapes = {
        {3, 3, 2, 7, 5}, {1, 1, 1, 1, 1}, {1, 1, 9, 16, 33}, {2, 1, 3, 1, 4}};
    for (const at::ScalarType type : {at::kFloat, at::kDouble})
        for (const Order order : {Order::Forward, Order::Reverse, Order::Shuffled}) {
            isonet::emulation::setOrder(order);
            cuda::CopyTable table;
            std::vector<at::Tensor> values;
            std::vector<std::unique_ptr<Operand>> from, to;
            for (const auto& sizes : shapes) {
                // Read in another order than written.
                const at::Tensor source =
                    at::randn(sizes, type).permute({4, 2, 0, 3, 1}).contiguous().permute({2, 4, 1, 3, 0});
                const at::Tensor target = at::empty(sizes, type);
                values.push_back(source);
                from.push_back(std::make_unique<Operand>(source, 1));
                to.push_back(std::make_unique<Operand>(target, 3));
                cuda::StridedCopy& copy = table.copies[table.count++];
                copy.from = from.back()->data();
                copy.to = to.back()->data();
                copy.elements = target.numel();
                for (int d = 0; d < 5; ++d) {
                    copy.sizes[d] = sizes[d];
                    copy.fromStrides[d] = source.stride(d);
                    copy.toStrides[d] = target.stride(d);
                }
            }
            cuda::copyStrided(type == at::kDouble, table, nullptr);
            for (std::size_t i = 0; i < shapes.size(); ++i)
                QVERIFY(from[i]->holds(values[i]) && to[i]->holds(values[i].contiguous()));
        }
    isonet::emulation::setOrder(Order::Forward);
}

QTEST_GUILESS_MAIN(TestStridedCopiesKernel)
#include "tst_stridedcopieskernel.moc"
