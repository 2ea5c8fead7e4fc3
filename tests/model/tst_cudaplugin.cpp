// Device names, and the CUDA plug-in, which loads even without a GPU.
#include <dlfcn.h>
#include <torch/types.h>

#include <QtTest>

#include "model/kernels/CudaPlugin.h"
#include "model/kernels/SReLU.h"
#include "model/kernels/cuda/Devices.h"

using namespace isonet::model;

class TestCudaPlugin : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void cpuComesFirst();
    void statusGivesTheReason();
    void namesAreResolved();
    void unknownNamesAreRejected_data();
    void unknownNamesAreRejected();
    void pluginIsComplete();
    void gpuComputes();
};

void TestCudaPlugin::cpuComesFirst() {
    const auto all = devices();
    QVERIFY(!all.empty());
    QCOMPARE(all[0].id, std::string("cpu"));
    QVERIFY(!all[0].name.empty());
    QVERIFY(all[0].totalBytes > 0);
    QVERIFY(all[0].freeBytes > 0 && all[0].freeBytes <= all[0].totalBytes);
    for (size_t i = 1; i < all.size(); ++i) {
        QCOMPARE(all[i].id, "cuda:" + std::to_string(i - 1));
        QVERIFY(!all[i].name.empty());
    }
    QCOMPARE(all.size() > 1, loadCuda());
}

void TestCudaPlugin::statusGivesTheReason() {
    QVERIFY(!cudaStatus().empty());
}

void TestCudaPlugin::namesAreResolved() {
    QCOMPARE(resolveDevice("cpu"), std::string("cpu"));
    QCOMPARE(resolveDevice("auto"), std::string(loadCuda() ? "cuda:0" : "cpu"));
    if (loadCuda())
        QCOMPARE(resolveDevice("cuda"), std::string("cuda:0"));
}

void TestCudaPlugin::unknownNamesAreRejected_data() {
    QTest::addColumn<QString>("name");
    for (const char* name : {"", "gpu", "CPU", "cuda:", "cuda:-1", "cuda:1x", "cuda:x", "cuda:99", "cuda:99999999999"})
        QTest::newRow(name) << name;
    if (!loadCuda())
        QTest::newRow("cuda without a driver") << "cuda";
}

void TestCudaPlugin::unknownNamesAreRejected() {
    QFETCH(QString, name);
    try {
        resolveDevice(name.toStdString());
        QFAIL("accepted");
    } catch (const std::invalid_argument& error) {
        QVERIFY2(QString(error.what()).contains('"' + name + '"'), error.what());
        QVERIFY2(QString(error.what()).contains("cpu"), error.what());
    }
}

// Loads with all symbols resolved, registers its kernels, and reports no device if there is none.
void TestCudaPlugin::pluginIsComplete() {
    const QString path = QCoreApplication::applicationDirPath() + "/../lib/libisonet_cuda.so";
    if (!QFile::exists(path))
        QSKIP("built without a CUDA compiler");
    void* library = dlopen(path.toLocal8Bit().constData(), RTLD_NOW | RTLD_GLOBAL);
    QVERIFY2(library, dlerror());
    const auto device = reinterpret_cast<decltype(&isonetCudaDevice)>(dlsym(library, "isonetCudaDevice"));
    QVERIFY(device);
    char name[8];
    std::int64_t total = 0, free = 0;
    QVERIFY(device(9999, name, sizeof name, &total, &free) == 1);
    srelu(torch::zeros({1, 1, 1, 1}), torch::zeros({1, 1, 1, 1}));
    for (const char* op : {"isonet::srelu_out", "isonet::srelu_backward_out"})
        QVERIFY2(c10::Dispatcher::singleton().findSchemaOrThrow(op, "").hasKernelForDispatchKey(c10::DispatchKey::CUDA),
                 op);
    QVERIFY(
        c10::Dispatcher::singleton().findSchemaOrThrow("aten::mm", "").hasKernelForDispatchKey(c10::DispatchKey::CUDA));
}

void TestCudaPlugin::gpuComputes() {
    if (!loadCuda())
        QSKIP(("no CUDA here: " + cudaStatus()).c_str());
    for (const DeviceInfo& info : devices())
        QVERIFY2(info.totalBytes > 0, info.id.c_str());
    const at::Tensor x = torch::ones({4, 4}, at::TensorOptions(at::kCUDA));
    QCOMPARE(x.mm(x).sum().item<float>(), 64.0f);
}

int main(int argc, char** argv) {
    loadCuda();  // before any use of torch, as in every program
    QCoreApplication application(argc, argv);
    TestCudaPlugin test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_cudaplugin.moc"
