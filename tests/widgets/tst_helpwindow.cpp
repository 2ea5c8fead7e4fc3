// Every help page opens, and every link and image in it resolves.
#include <QListWidget>
#include <QTextBlock>
#include <QTextBrowser>
#include <QtTest>

#include "widgets/common/HelpWindow.h"
#include "widgets/common/Theme.h"

using namespace isonet::widgets;

class TestHelpWindow : public QObject {
    Q_OBJECT

    // The character formats of the page: links and images are found there.
    static QVector<QTextCharFormat> formats(const QTextDocument& page) {
        QVector<QTextCharFormat> all;
        for (auto block = page.begin(); block.isValid(); block = block.next())
            for (auto i = block.begin(); !i.atEnd(); ++i)
                all.append(i.fragment().charFormat());
        return all;
    }
    static QStringList anchors(const QTextDocument& page) {
        QStringList names;
        for (const auto& format : formats(page))
            names += format.anchorNames();
        return names;
    }

    static void addPages() {
        QTest::addColumn<QString>("page");
        for (const QString& page : HelpWindow::pageNames())
            QTest::newRow(qPrintable(page)) << page;
    }

private Q_SLOTS:
    void initTestCase() { applyTheme(*qApp, ThemeChoice::Light); }

    void contentsListEveryPage() {
        QStringList files;
        for (const QString& file : QDir(QStringLiteral(":/help")).entryList({QStringLiteral("*.html")}))
            files.append(QFileInfo(file).completeBaseName());
        QStringList listed = HelpWindow::pageNames();
        files.sort(), listed.sort();
        QCOMPARE(listed, files);
        HelpWindow window;
        QCOMPARE(window.findChild<QListWidget*>()->count(), int(listed.size()));
    }

    void everyPageOpens_data() { addPages(); }
    void everyPageOpens() {
        QFETCH(QString, page);
        HelpWindow window;
        window.showPage(page);
        auto* browser = window.findChild<QTextBrowser*>();
        QCOMPARE(browser->source(), QUrl(QStringLiteral("qrc:/help/%1.html").arg(page)));
        QVERIFY2(browser->toPlainText().size() > 200, qPrintable(browser->toPlainText()));
        QCOMPARE(window.findChild<QListWidget*>()->currentRow(), int(HelpWindow::pageNames().indexOf(page)));
    }

    void everyLinkResolves_data() { addPages(); }
    void everyLinkResolves() {
        QFETCH(QString, page);
        HelpWindow window;
        window.showPage(page);
        auto* browser = window.findChild<QTextBrowser*>();
        QStringList links;
        for (const auto& format : formats(*browser->document()))
            if (format.isAnchor() && !format.anchorHref().isEmpty())
                links.append(format.anchorHref());
        for (const QString& link : std::as_const(links)) {
            const QUrl url = browser->source().resolved(QUrl(link));
            if (url.scheme() != QLatin1String("qrc"))
                continue;  // an external page
            QVERIFY2(QFile::exists(QLatin1Char(':') + url.path()), qPrintable(link));
            browser->setSource(url);
            if (url.hasFragment())
                QVERIFY2(anchors(*browser->document()).contains(url.fragment()), qPrintable(link));
            window.showPage(page);
        }
    }

    void everyImageLoads_data() { addPages(); }
    void everyImageLoads() {
        QFETCH(QString, page);
        HelpWindow window;
        window.showPage(page);
        auto* browser = window.findChild<QTextBrowser*>();
        for (const auto& format : formats(*browser->document()))
            if (format.isImageFormat()) {
                const QString name = format.toImageFormat().name();
                const QVariant image = browser->loadResource(QTextDocument::ImageResource, QUrl(name));
                QVERIFY2(image.isValid() && !QImage::fromData(image.toByteArray()).isNull(), qPrintable(name));
            }
    }

    void aClickInTheContentsShowsThePage() {
        HelpWindow window;
        window.findChild<QListWidget*>()->setCurrentRow(1);
        QCOMPARE(window.findChild<QTextBrowser*>()->source().fileName(), HelpWindow::pageNames()[1] + ".html");
    }

    void anUnknownPageShowsTheFirst() {
        HelpWindow window;
        window.showPage(QStringLiteral("plots"));
        window.showPage(QStringLiteral("no-such-page"));
        QCOMPARE(window.findChild<QTextBrowser*>()->source().fileName(), HelpWindow::pageNames().first() + ".html");
    }

    void escapeCloses() {
        HelpWindow window;
        window.showPage(QStringLiteral("tour"));
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTest::keyClick(&window, Qt::Key_Escape);
        QVERIFY(!window.isVisible());
    }
};

QTEST_MAIN(TestHelpWindow)
#include "tst_helpwindow.moc"
