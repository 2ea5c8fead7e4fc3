// The CUDA kernel that makes a network's input from bytes, run on the host, against the CPU's loop: gray and color
// images, placed and mirrored, at every alignment of the operands.
#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <QtTest>
#include <cmath>

#include "model/kernels/cpu/ImageInput.h"
#include "model/kernels/cuda/ImageInput.h"
#include "tests/kernels/Emulation.h"
#include "tests/kernels/Operand.h"

using namespace isonet::model;
using isonet::emulation::Operand;
using isonet::emulation::Order;

namespace {

enum class Mirrored { None, All, EverySecond };

struct Row {
    const char* name;
    ImageInputLayout layout;
    int reach;  // images lie at most this far from the center of their canvas, in each direction
};

const Row rows[] = {
    {"gray", {5, 1, 5, 7, 1, 5, 7}, 0},
    {"gray, shifted", {6, 1, 5, 7, 1, 5, 7}, 2},
    {"gray on three channels", {5, 1, 4, 4, 3, 8, 6}, 3},
    {"color", {2, 3, 16, 16, 3, 16, 16}, 0},
    {"color, shifted", {3, 3, 13, 11, 3, 13, 11}, 4},
    {"color on a larger canvas", {5, 3, 6, 5, 3, 11, 16}, 4},
    {"color, cropped", {4, 3, 9, 12, 3, 5, 6}, 2},
    {"two channels", {4, 2, 3, 3, 2, 3, 3}, 1},
    {"beyond the canvas", {6, 3, 3, 3, 3, 4, 4}, 9},
    {"one pixel", {3, 1, 1, 1, 4, 1, 1}, 1},
};

at::Tensor placesOf(const Row& row, Mirrored mirrored) {
    const ImageInputLayout& l = row.layout;
    at::Tensor places = at::randint(-row.reach, row.reach + 1, {l.images, 3}, at::kInt);
    places.select(1, 0) += (l.outHeight - l.height) / 2;
    places.select(1, 1) += (l.outWidth - l.width) / 2;
    if (mirrored == Mirrored::EverySecond)
        places.select(1, 2).copy_(at::arange(l.images, at::kInt).remainder(2));
    else
        places.select(1, 2).fill_(mirrored == Mirrored::All ? 1 : 0);
    return places;
}

}  // namespace

class TestImageInputKernel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        at::set_num_threads(1);
        at::manual_seed(5);
    }
    void equalsTheCpu_data();
    void equalsTheCpu();
};

void TestImageInputKernel::equalsTheCpu_data() {
    QTest::addColumn<int>("number");
    QTest::addColumn<Mirrored>("mirrored");
    for (int i = 0; i < static_cast<int>(std::size(rows)); ++i) {
        QTest::addRow("%s", rows[i].name) << i << Mirrored::None;
        QTest::addRow("%s, mirrored", rows[i].name) << i << Mirrored::All;
        QTest::addRow("%s, some mirrored", rows[i].name) << i << Mirrored::EverySecond;
    }
}

void TestImageInputKernel::equalsTheCpu() {
    QFETCH(int, number);
    QFETCH(Mirrored, mirrored);
    const ImageInputLayout& l = rows[number].layout;
    const at::Tensor bytes = at::randint(0, 256, {l.images, l.channels, l.height, l.width}, at::kByte);
    const at::Tensor places = placesOf(rows[number], mirrored), table = at::randn({l.channels, 256}, at::kFloat);
    const at::Tensor unset = at::empty({l.images, l.outChannels, l.outHeight, l.outWidth},
                                       at::TensorOptions().memory_format(at::MemoryFormat::ChannelsLast))
                                 .fill_(std::nan(""));
    const at::Tensor expected = unset.clone();
    cpu::imageInputOut(bytes, places, table, expected);
    QVERIFY(!expected.isnan().any().item<bool>());
    for (const Order order : {Order::Reverse, Order::Forward, Order::Shuffled})
        for (const int byteShift : {0, 1, 2, 3})
            for (const int placeShift : {0, 1})
                for (const int tableShift : {0, 1})
                    for (const int outShift : {0, 1, 2, 3}) {
                        // All orders at a few alignments, all alignments in one order.
                        if (order != Order::Reverse && (byteShift != outShift || placeShift != tableShift))
                            continue;
                        isonet::emulation::setOrder(order);
                        Operand in(bytes, byteShift), placed(places, placeShift), values(table, tableShift);
                        Operand out(unset, outShift);
                        cuda::imageInput(static_cast<const std::uint8_t*>(in.data()),
                                         static_cast<const std::int32_t*>(placed.data()),
                                         static_cast<const float*>(values.data()), static_cast<float*>(out.data()), l,
                                         nullptr);
                        QVERIFY(out.holds(expected));
                        QVERIFY(in.holds(bytes) && placed.holds(places) && values.holds(table));
                    }
    isonet::emulation::setOrder(Order::Forward);
}

QTEST_GUILESS_MAIN(TestImageInputKernel)
#include "tst_imageinputkernel.moc"
