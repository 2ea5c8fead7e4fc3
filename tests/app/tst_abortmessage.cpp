// What the command says where it would otherwise be aborted. Each case is a process of this program.
#include <sys/resource.h>

#include <QProcess>
#include <QtTest>

#include <csignal>
#include <new>
#include <stdexcept>
#include <thread>

#include "app/cli/AbortMessage.h"
#include "model/base/ResourceLimits.h"

using namespace isonet;

namespace {

void limitAddressSpace(double more) {
    const rlimit first{rlim_t{1} << 50, rlim_t{1} << 50};
    ::setrlimit(RLIMIT_AS, &first);
    const auto limit = static_cast<rlim_t>(base::limitedAddressSpace()->peak + more);
    const rlimit limited{limit, limit};
    ::setrlimit(RLIMIT_AS, &limited);
}

int end(const std::string& how) {
    const rlimit none{0, 0};
    ::setrlimit(RLIMIT_CORE, &none);
    if (how == "fault at the limit")
        limitAddressSpace(1 << 20);
    if (how == "fault far from the limit")
        limitAddressSpace(0x1p40);
    cli::installAbortMessage();
    if (how == "no memory in a thread")
        std::thread([] { throw std::bad_alloc(); }).join();
    if (how == "another error in a thread")
        std::thread([] { throw std::runtime_error("other"); }).join();
    std::raise(SIGSEGV);
    return 0;
}

}  // namespace

class TestAbortMessage : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void shortagesEndWithASentence_data() {
        QTest::addColumn<QString>("words");  // empty: the program ends as it would have
        QTest::newRow("no memory in a thread") << "isonet: Not enough memory.";
        QTest::newRow("another error in a thread") << "";
        QTest::newRow("fault") << "";
        QTest::newRow("fault at the limit") << "isonet: ended by a memory fault. This process may use ";
        QTest::newRow("fault far from the limit") << "";
    }
    void shortagesEndWithASentence() {
#ifdef __SANITIZE_ADDRESS__
        QSKIP("the address sanitizer handles faults itself and needs all of the address space");
#endif
        QFETCH(QString, words);
        QProcess process;
        process.start(QCoreApplication::applicationFilePath(), {QStringLiteral("--end"), QTest::currentDataTag()});
        QVERIFY(process.waitForFinished(60000));
        const QString error = QString::fromUtf8(process.readAllStandardError());
        if (words.isEmpty()) {
            QCOMPARE(process.exitStatus(), QProcess::CrashExit);
            QVERIFY2(!error.contains("isonet:"), qPrintable(error));
        } else {
            QCOMPARE(process.exitStatus(), QProcess::NormalExit);
            QCOMPARE(process.exitCode(), 3);
            QVERIFY2(error.startsWith(words), qPrintable(error));
        }
    }
};

int main(int argc, char** argv) {
    if (argc == 3 && std::string(argv[1]) == "--end")
        return end(argv[2]);
    QCoreApplication application(argc, argv);
    TestAbortMessage test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_abortmessage.moc"
