// Names of any bytes: for people, for a shell, and in JSON. Numbers in a locale with decimal commas.
#include <QProcess>
#include <QtTest>

#include <clocale>
#include <cmath>
#include <nlohmann/json.hpp>

#include "model/base/JsonText.h"
#include "model/base/NumberText.h"
#include "model/base/ShownText.h"

using namespace isonet::base;

class TestShownText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void bytesThatAreNotTextBecomeReplacementCharacters_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("shown");
        QTest::newRow("ASCII") << QByteArray("plain.jpg") << QByteArray("plain.jpg");
        QTest::newRow("UTF-8") << QByteArray("Straße 日本 🐈") << QByteArray("Straße 日本 🐈");
        QTest::newRow("Latin-1") << QByteArray("caf\xe9.jpg") << QByteArray("caf\xef\xbf\xbd.jpg");
        QTest::newRow("cut") << QByteArray("\xe6\x97") << QByteArray("\xef\xbf\xbd\xef\xbf\xbd");
        QTest::newRow("overlong") << QByteArray("\xc0\xaf") << QByteArray("\xef\xbf\xbd\xef\xbf\xbd");
        QTest::newRow("surrogate") << QByteArray("\xed\xa0\x80") << QByteArray("\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
        QTest::newRow("beyond Unicode") << QByteArray("\xf4\x90\x80\x80").left(2)
                                        << QByteArray("\xef\xbf\xbd\xef\xbf\xbd");
        QTest::newRow("line break") << QByteArray("two\nlines\t\r\x1b[1m\x7f")
                                    << QByteArray("two\\nlines\\t\\r\\x1b[1m\\x7f");
    }

    void bytesThatAreNotTextBecomeReplacementCharacters() {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, shown);
        QCOMPARE(QByteArray::fromStdString(shownName(bytes.toStdString())), shown);
    }

    void messagesKeepTheirLines() {
        QCOMPARE(shownText("one:\n\ttwo\x1b[2J \xe9"), std::string("one:\n\ttwo\\x1b[2J \xef\xbf\xbd"));
    }

    void aShellReadsTheWordBack_data() {
        QTest::addColumn<QByteArray>("word");
        for (const char* word : {"plain/run-1.yaml", "with space", "it's", "\"quoted\" $HOME `ls` \\n", "new\nline",
                                 "caf\xe9", "caf\xe9'f\\", "", "~", "a;b", "größe", "\x1b[1mé9"})
            QTest::newRow(word) << QByteArray(word);
    }

    void aShellReadsTheWordBack() {
        QFETCH(QByteArray, word);
        const std::string quoted = shellWord(word.toStdString());
        if (quoted.starts_with('$') && QStandardPaths::findExecutable(QStringLiteral("bash")).isEmpty())
            QSKIP("bash is not installed");
        QTemporaryFile script;
        QVERIFY(script.open());
        script.write("printf %s " + QByteArray::fromStdString(quoted));
        script.close();
        QProcess shell;
        shell.start(quoted.starts_with('$') ? QStringLiteral("bash") : QStringLiteral("sh"), {script.fileName()});
        QVERIFY(shell.waitForFinished());
        QCOMPARE(shell.readAllStandardOutput(), word);
    }

    void plainWordsHaveNoQuotes() { QCOMPARE(shellWord("/runs/isonet-20_a.b"), std::string("/runs/isonet-20_a.b")); }

    void longTextIsCutBetweenCharacters() {
        QCOMPARE(shortened("depth", 5), std::string("depth"));
        QCOMPARE(shortened("depths", 5), std::string("depth..."));
        QCOMPARE(shortened("日本 caf\xe9 x", 6), std::string("日本 caf..."));
        QCOMPARE(shortened("caf\xe9 x", 4), std::string("caf\xe9..."));
        QCOMPARE(shortened("", 0), std::string());
    }

    void jsonTakesAnyBytes() {
        const nlohmann::ordered_json json{{"file", "caf\xe9.jpg"}, {"\xff", "tea"}};
        QCOMPARE(jsonText(json, -1), std::string("{\"file\":\"caf\xef\xbf\xbd.jpg\",\"\xef\xbf\xbd\":\"tea\"}"));
        QCOMPARE(jsonText(nlohmann::ordered_json{{"a", 0.5}}), std::string("{\n  \"a\": 0.5\n}"));
    }

    void numbersHavePointsInEveryLocale() {
        const std::string before = std::setlocale(LC_ALL, nullptr);
        const auto restore = qScopeGuard([&] { std::setlocale(LC_ALL, before.c_str()); });
        bool comma = false;
        for (const char* name : {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "nl_NL.UTF-8", "ru_RU.UTF-8"})
            if (!comma && std::setlocale(LC_ALL, name))
                comma = std::localeconv()->decimal_point == std::string(",");
        QCOMPARE(fixed(91.236, 2), std::string("91.24"));
        QCOMPARE(fixed(-0.5, 0), std::string("-0"));
        QCOMPARE(fixed(1e300, 1).size(), std::size_t{303});
        QCOMPARE(significant(0.0123456), std::string("0.01235"));
        QCOMPARE(significant(1.2345e-5), std::string("1.234e-5"));
        QCOMPARE(significant(1234567.0), std::string("1.235e6"));
        QCOMPARE(significant(3e38), std::string("3e38"));
        QCOMPARE(significant(-std::nan("")), std::string("nan"));
        QCOMPARE(scientific(-1.2e-5, 2), std::string("-1.20e-5"));
        QCOMPARE(scientific(1.5e150, 1), std::string("1.5e150"));
        QCOMPARE(numberText(0.02), std::string("0.02"));
        QCOMPARE(jsonText(nlohmann::ordered_json(0.25)), std::string("0.25"));
        if (!comma)
            QSKIP("no locale with decimal commas is installed; the numbers were compared in this one");
    }
};

QTEST_MAIN(TestShownText)
#include "tst_shown_text.moc"
