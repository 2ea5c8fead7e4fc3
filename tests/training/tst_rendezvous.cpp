// Where the ranks of a group meet: the interface that listens, unknown hosts, ports of other programs.
#include <QtTest>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <thread>

#include "model/base/FreePort.h"
#include "training/engine/distributed/Group.h"
#include "training/engine/distributed/HostAddress.h"

using namespace isonet::distributed;

namespace {

// A socket address of this machine.
sockaddr_in ofPort(const char* address, int port) {
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_port = htons(static_cast<std::uint16_t>(port));
    ::inet_pton(AF_INET, address, &place.sin_addr);
    return place;
}

QString textOf(const sockaddr_in& place) {
    std::array<char, INET_ADDRSTRLEN> text{};
    return QString::fromLatin1(::inet_ntop(AF_INET, &place.sin_addr, text.data(), text.size()));
}

// Another program that listens on a port of 127.0.0.1; it greets with `greeting`, or is silent if that is empty.
class OtherProgram {
public:
    const int port = isonet::base::freePort();
    explicit OtherProgram(std::string greeting) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        const sockaddr_in place = ofPort("127.0.0.1", port);
        bound =
            ::bind(socket_, reinterpret_cast<const sockaddr*>(&place), sizeof place) == 0 && ::listen(socket_, 5) == 0;
        thread_ = std::jthread([this, greeting = std::move(greeting)] {
            const int client = greeting.empty() ? -1 : ::accept(socket_, nullptr, nullptr);
            if (client >= 0)
                bound = ::write(client, greeting.data(), greeting.size()) > 0;
            ::close(client);
        });
    }
    ~OtherProgram() {
        ::shutdown(socket_, SHUT_RDWR);
        thread_.join();
        ::close(socket_);
    }
    std::atomic<bool> bound = false;

private:
    const int socket_;
    std::jthread thread_;
};

Launch launchAt(const std::string& address, int port, int rank = 1) {
    Launch launch;
    launch.rank = rank;
    launch.world = 2;
    launch.address = address;
    launch.port = port;
    return launch;
}

QString rendezvousError(const Launch& launch) {
    try {
        Group::join(launch, {std::chrono::seconds(1), std::chrono::seconds(2)});
    } catch (const RendezvousError& error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

}  // namespace

class TestRendezvous : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() {
        if (!Group::supported())
            QSKIP("built without Gloo's headers (libgloo-dev)");
    }

    void anUnknownHostIsNamedAtOnce() {
        QElapsedTimer timer;
        timer.start();
        for (const int rank : {0, 1}) {
            const QString message = rendezvousError(launchAt("nosuch.invalid", 29500, rank));
            QVERIFY2(message.contains("the host nosuch.invalid cannot be resolved"), qPrintable(message));
        }
        QVERIFY(timer.elapsed() < 10000);  // a name server that does not respond
    }

    void aPortOfAnotherProgramEndsInTime_data() {
        QTest::addColumn<QString>("greeting");
        QTest::addColumn<QString>("words");
        QTest::newRow("silent") << ""
                                << "does not answer as rank 0 does; tried for 1 seconds";
        QTest::newRow("another protocol") << "SSH-2.0-Other\r\n"
                                          << "another program answers there";
    }
    void aPortOfAnotherProgramEndsInTime() {
        QFETCH(QString, greeting);
        QFETCH(QString, words);
        const OtherProgram other(greeting.toStdString());
        QElapsedTimer timer;
        timer.start();
        const QString message = rendezvousError(launchAt("127.0.0.1", other.port));
        QVERIFY(other.bound);
        QVERIFY2(message.contains("rank 1 of 2 could not connect") && message.contains(words), qPrintable(message));
        QVERIFY2(timer.elapsed() < 3000, qPrintable(QString::number(timer.elapsed())));
        const QString taken = rendezvousError(launchAt("127.0.0.1", other.port, 0));
        QVERIFY2(taken.contains("cannot be opened: Address already in use"), qPrintable(taken));
    }

    void onlyTheInterfaceOfTheAddressListens_data() {
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("address");
        QTest::addColumn<int>("here");  // ranks on this machine
        QTest::addColumn<QString>("interface");
        QTest::newRow("loopback") << "127.0.0.1"
                                  << "127.0.0.1" << 1 << "127.0.0.1";
        QTest::newRow("alias, all ranks here") << "node1"
                                               << "127.0.1.1" << 2 << "127.0.1.1";
        QTest::newRow("alias, ranks elsewhere") << "node1"
                                                << "127.0.1.1" << 1 << "";  // which see another address
        QTest::newRow("translated address") << "192.0.2.1"
                                            << "192.0.2.1" << 1 << "";  // RFC 5737: of no machine
    }
    void onlyTheInterfaceOfTheAddressListens() {
        QFETCH(QString, host);
        QFETCH(QString, address);
        QFETCH(int, here);
        QFETCH(QString, interface);
        Launch launch = launchAt(address.toStdString(), isonet::base::freePort(), 0);
        const auto addresses = hostAddresses(launch);
        QCOMPARE(addresses.size(), std::size_t{1});
        QCOMPARE(QString::fromStdString(addresses[0].text), address);
        launch.address = host.toStdString();
        launch.localWorld = here;
        const auto place = bindTo(addresses, launch);
        QCOMPARE(place.has_value(), !interface.isEmpty());
        if (!place)
            return;
        sockaddr_in bound{};
        socklen_t length = sizeof bound;
        QCOMPARE(::getsockname(place->socket, reinterpret_cast<sockaddr*>(&bound), &length), 0);
        ::close(place->socket);
        QCOMPARE(textOf(bound), interface);
        QCOMPARE(int{ntohs(bound.sin_port)}, launch.port);
    }

    void aLostRankIsNamedBeforeTorchrunKillsTheOthers() {
        const Timeouts timeouts;
        // Heartbeats and checks are a second apart; writing the files takes a moment.
        QVERIFY(timeouts.silence + Timeouts::grace + std::chrono::seconds(3) < std::chrono::seconds(30));
    }
};

QTEST_GUILESS_MAIN(TestRendezvous)
#include "tst_rendezvous.moc"
