// Process groups: launch variables, rendezvous, communication and lost ranks. Each rank is a process of this program,
// started with --rank.
#include <ATen/ATen.h>
#include <torch/types.h>

#include <QtTest>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <iostream>
#include <map>
#include <thread>

#include "model/base/FreePort.h"
#include "training/engine/distributed/Group.h"

using namespace isonet::distributed;

namespace {

std::optional<Launch> launchOf(const std::map<std::string, std::string>& variables) {
    return readLaunch([&](const char* name) {
        const auto found = variables.find(name);
        return found == variables.end() ? std::nullopt : std::optional<std::string>(found->second);
    });
}

bool isListeningAt(const char* address, int port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_port = htons(static_cast<std::uint16_t>(port));
    ::inet_pton(AF_INET, address, &place.sin_addr);
    const bool connected = ::connect(socket, reinterpret_cast<const sockaddr*>(&place), sizeof place) == 0;
    ::close(socket);
    return connected;
}

// The work of a rank; returns its exit code.
int rankMain(const std::string& task) {
    at::set_num_threads(1);
    try {
        const auto launch = readLaunch();
        const auto group =
            Group::join(*launch, {std::chrono::seconds(task == "alone" ? 2 : 30), std::chrono::seconds(2)});
        group->attach(at::kCPU);
        const int rank = group->rank(), size = group->size();
        if (task == "exchange") {
            at::Tensor value = at::full({3}, rank + 1.0);
            group->sum(value);
            at::Tensor mine = at::full({2}, double(rank));
            group->broadcast({mine});
            const bool some = group->any(rank == size - 1), none = group->any(false);
            const std::string text = group->broadcastText(rank == 0 ? std::string("a\0b", 3) : "other");
            // Loss w . x_r with x_r = r + 1: the averaged gradient is the mean of the x.
            at::Tensor w = at::ones({4}).requires_grad_();
            at::Tensor v = at::ones({600000}).requires_grad_();  // in its own bucket
            const auto averager = group->averager({w, v});
            bool right = isListeningAt("127.0.0.1", launch->port) && !isListeningAt("127.0.0.2", launch->port);
            for (int step = 0; step < 3; ++step) {
                w.mutable_grad().reset();
                v.mutable_grad().reset();
                const at::Tensor early = (w * 10.0 * (rank + 1)).sum();
                early.backward();  // not averaged, only accumulated
                const at::Tensor loss = (w * double(rank + 1)).sum() + (v * double(rank)).sum();
                averager->prepare(loss);
                loss.backward();
                const double mean = (size + 1) / 2.0;
                right = right && at::allclose(w.grad(), at::full({4}, 11 * mean)) &&
                        at::allclose(v.grad(), at::full({600000}, mean - 1));
            }
            group->barrier();
            std::vector<std::string> said;
            for (int round = 0; round < 2; ++round)
                for (const auto& text : group->exchange(std::string(rank == 1 ? "" : "a\0b", rank == 1 ? 0 : 3) +
                                                        std::to_string(10 * round + rank)))
                    said.push_back(text);
            for (int i = 0; i < 2 * size; ++i)
                right = right && said[std::size_t(i)] == (i % size == 1 ? std::string() : std::string("a\0b", 3)) +
                                                             std::to_string(10 * (i / size) + i % size);
            const double expected = size * (size + 1) / 2.0;
            return value[2].item<double>() == expected && mine[1].item<double>() == 0 && some && !none &&
                           text == std::string("a\0b", 3) && right
                       ? 0
                       : 9;
        }
        at::Tensor value = at::ones({1});
        group->sum(value);
        std::cout << "together" << std::endl;
        if (task == "die" && rank == 1)
            std::_Exit(0);
        if (task == "fail" && rank == 1) {
            group->fail("the images ran out");
            return 3;
        }
        for (;;) {
            group->sum(value);
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    } catch (const PeerError& error) {
        std::cerr << error.what() << '\n';
        return 5;
    } catch (const RendezvousError& error) {
        std::cerr << error.what() << '\n';
        return 6;
    }
}

struct Ranks {
    std::vector<std::unique_ptr<QProcess>> processes;
    Ranks(const QString& task, int world, int started) {
        const QString port = QString::number(isonet::base::freePort());
        for (int rank = 0; rank < started; ++rank) {
            auto process = std::make_unique<QProcess>();
            auto environment = QProcessEnvironment::systemEnvironment();
            environment.insert("RANK", QString::number(rank));
            environment.insert("WORLD_SIZE", QString::number(world));
            environment.insert("MASTER_ADDR", "127.0.0.1");
            environment.insert("MASTER_PORT", port);
            process->setProcessEnvironment(environment);
            process->start(QCoreApplication::applicationFilePath(), {"--rank", task});
            processes.push_back(std::move(process));
        }
    }
    ~Ranks() {
        for (auto& process : processes) {
            process->kill();
            process->waitForFinished();
        }
    }
    // The exit code; -1: timeout, -2: crash.
    int exitOf(int rank, int milliseconds) {
        auto& process = *processes[std::size_t(rank)];
        if (process.state() != QProcess::NotRunning && !process.waitForFinished(milliseconds))
            return -1;
        return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2;
    }
    std::map<int, QString> errors;
    QString errorOf(int rank) {
        return errors[rank] += QString::fromUtf8(processes[std::size_t(rank)]->readAllStandardError());
    }
};

}  // namespace

class TestGroup : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        if (!Group::supported())
            QSKIP("built without Gloo's headers (libgloo-dev)");
    }

    void singleProcessHasNoLaunch() {
        QVERIFY(!launchOf({}));
        QVERIFY(!launchOf({{"RANK", "0"}, {"WORLD_SIZE", "1"}, {"MASTER_ADDR", "x"}, {"MASTER_PORT", "1"}}));
        QVERIFY(!launchOf({{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "8"}}));  // the batch script itself
    }

    void torchrunVariablesAreRead() {
        const auto launch = launchOf({{"RANK", "5"},
                                      {"WORLD_SIZE", "8"},
                                      {"LOCAL_RANK", "1"},
                                      {"LOCAL_WORLD_SIZE", "4"},
                                      {"MASTER_ADDR", "node7"},
                                      {"MASTER_PORT", "29500"},
                                      {"TORCHELASTIC_USE_AGENT_STORE", "True"},
                                      {"TORCHELASTIC_RESTART_COUNT", "2"}});
        QVERIFY(launch);
        QCOMPARE(launch->rank, 5);
        QCOMPARE(launch->world, 8);
        QCOMPARE(launch->localRank, 1);
        QCOMPARE(launch->localWorld, 4);
        QCOMPARE(launch->address, std::string("node7"));
        QCOMPARE(launch->port, 29500);
        QVERIFY(launch->agentStore);
        QCOMPARE(launch->restarts, 2);
    }

    void srunVariablesAreRead() {
        std::map<std::string, std::string> slurm{{"SLURM_PROCID", "3"},
                                                 {"SLURM_STEP_NUM_TASKS", "8"},
                                                 {"SLURM_LOCALID", "3"},
                                                 {"SLURM_STEP_TASKS_PER_NODE", "4(x2)"},
                                                 {"SLURM_STEP_NODELIST", "gpu[07-08]"},
                                                 {"SLURM_JOB_ID", "1234567"},
                                                 {"SLURM_STEP_ID", "0"}};
        const auto launch = launchOf(slurm);
        QVERIFY(launch);
        QCOMPARE(launch->rank, 3);
        QCOMPARE(launch->world, 8);
        QCOMPARE(launch->localWorld, 4);
        QCOMPARE(launch->address, std::string("gpu07"));
        QVERIFY(launch->port >= 20000 && launch->port < 40000);
        slurm["MASTER_ADDR"] = "other";
        slurm["MASTER_PORT"] = "1234";
        QCOMPARE(launchOf(slurm)->address, std::string("other"));
        QCOMPARE(launchOf(slurm)->port, 1234);
    }

    void firstNodeOfAList_data() {
        QTest::addColumn<QString>("list");
        QTest::addColumn<QString>("node");
        QTest::newRow("one") << "login1"
                             << "login1";
        QTest::newRow("two") << "a1,b2"
                             << "a1";
        QTest::newRow("range") << "node[003-007,9],login1"
                               << "node003";
        QTest::newRow("single in brackets") << "node[12]"
                                            << "node12";
        QTest::newRow("list in brackets") << "n[5,7-8]"
                                          << "n5";
        QTest::newRow("domain") << "n[1-2].cluster,m3"
                                << "n1.cluster";
    }
    void firstNodeOfAList() {
        QFETCH(QString, list);
        QFETCH(QString, node);
        QCOMPARE(QString::fromStdString(firstNode(list.toStdString())), node);
    }

    void incompleteEnvironmentIsNamed_data() {
        QTest::addColumn<QString>("left");
        QTest::addColumn<QString>("value");
        for (const char* name : {"RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT"})
            QTest::newRow(name) << name << "";
        QTest::newRow("rank out of range") << "RANK"
                                           << "4";
        QTest::newRow("not a number") << "WORLD_SIZE"
                                      << "many";
        QTest::newRow("port") << "MASTER_PORT"
                              << "70000";
    }
    void incompleteEnvironmentIsNamed() {
        QFETCH(QString, left);
        QFETCH(QString, value);
        std::map<std::string, std::string> variables{
            {"RANK", "1"}, {"WORLD_SIZE", "4"}, {"MASTER_ADDR", "a"}, {"MASTER_PORT", "1"}};
        variables.erase(left.toStdString());
        if (!value.isEmpty())
            variables[left.toStdString()] = value.toStdString();
        try {
            launchOf(variables);
            QFAIL("accepted");
        } catch (const std::invalid_argument& error) {
            QVERIFY2(QString(error.what()).contains(left), error.what());
            QVERIFY2(value.isEmpty() || QString(error.what()).contains("'" + value + "'"), error.what());
        }
    }

    void ranksCommunicateAndAverage_data() {
        QTest::addColumn<int>("world");
        QTest::newRow("two") << 2;
        QTest::newRow("three") << 3;
    }
    void ranksCommunicateAndAverage() {
        QFETCH(int, world);
        Ranks ranks("exchange", world, world);
        for (int rank = 0; rank < world; ++rank)
            QVERIFY2(ranks.exitOf(rank, 60000) == 0, qPrintable(ranks.errorOf(rank)));
    }

    void lostRankEndsTheOthersAndIsNamed_data() {
        QTest::addColumn<QString>("task");
        QTest::addColumn<QString>("words");
        QTest::newRow("killed") << "die"
                                << "rank 1 of 3";
        QTest::newRow("failed") << "fail"
                                << "exited: the images ran out";
        QTest::newRow("stopped") << "work"
                                 << "";
    }
    void lostRankEndsTheOthersAndIsNamed() {
        QFETCH(QString, task);
        QFETCH(QString, words);
        if (words.isEmpty()) {
            // A stopped process sends no heartbeat but keeps its connections, like a machine without power.
            Ranks ranks("work", 3, 3);
            QVERIFY(ranks.processes[1]->waitForReadyRead(60000));
            ::kill(static_cast<pid_t>(ranks.processes[1]->processId()), SIGSTOP);
            const int zero = ranks.exitOf(0, 40000), two = ranks.exitOf(2, 40000);
            ::kill(static_cast<pid_t>(ranks.processes[1]->processId()), SIGCONT);
            QVERIFY2(zero == 1 || zero == 5, qPrintable(ranks.errorOf(0)));
            QVERIFY(two == 1 || two == 5);
            QVERIFY(ranks.errorOf(0).contains("rank 1 of 3"));
            QVERIFY(ranks.errorOf(2).contains("rank 1 of 3"));
            return;
        }
        Ranks ranks(task, 3, 3);
        for (const int rank : {0, 2}) {
            QCOMPARE(ranks.exitOf(rank, 40000), 5);
            const QString error = ranks.errorOf(rank);
            QVERIFY2(error.contains("rank 1 of 3") && error.contains(words), qPrintable(error));
        }
    }

    void missingRankIsNamed() {
        Ranks ranks("alone", 3, 2);
        for (const int rank : {0, 1}) {
            QCOMPARE(ranks.exitOf(rank, 60000), 6);
            QVERIFY(rank == 1 || ranks.errorOf(rank).contains("rank 2 of 3 did not connect to 127.0.0.1:"));
        }
    }
};

int main(int argc, char** argv) {
    if (argc == 3 && std::string(argv[1]) == "--rank")
        return rankMain(argv[2]);
    QCoreApplication application(argc, argv);
    TestGroup test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_group.moc"
