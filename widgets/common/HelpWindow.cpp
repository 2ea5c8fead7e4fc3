#include "widgets/common/HelpWindow.h"

#include <QDesktopServices>
#include <QEvent>
#include <QFile>
#include <QListWidget>
#include <QRegularExpression>
#include <QScreen>
#include <QScrollBar>
#include <QShortcut>
#include <QSplitter>
#include <QTextBlock>
#include <QTextBrowser>
#include <QTextDocumentFragment>
#include <QVBoxLayout>

#include "widgets/common/FontScale.h"
#include "widgets/common/Theme.h"

namespace isonet::widgets {

namespace {
struct Page {
    const char *name, *title;  // resources/help/<name>.html
};
constexpr Page pages[] = {{"index", QT_TRANSLATE_NOOP("isonet::widgets::HelpWindow", "Overview")},
                          {"tour", QT_TRANSLATE_NOOP("isonet::widgets::HelpWindow", "Five-minute tour")},
                          {"networks", QT_TRANSLATE_NOOP("isonet::widgets::HelpWindow", "Networks and settings")},
                          {"quantities", QT_TRANSLATE_NOOP("isonet::widgets::HelpWindow", "Quantities")},
                          {"design", QT_TRANSLATE_NOOP("isonet::widgets::HelpWindow", "Design a network")},
                          {"plots", QT_TRANSLATE_NOOP("isonet::widgets::HelpWindow", "Plots")},
                          {"inspect", QT_TRANSLATE_NOOP("isonet::widgets::HelpWindow", "Inspect a network")},
                          {"runs", QT_TRANSLATE_NOOP("isonet::widgets::HelpWindow", "Runs and comparison")},
                          {"sweeps", QT_TRANSLATE_NOOP("isonet::widgets::HelpWindow", "Tables and sweeps")},
                          {"jobs", QT_TRANSLATE_NOOP("isonet::widgets::HelpWindow", "Jobs")},
                          {"predictions", QT_TRANSLATE_NOOP("isonet::widgets::HelpWindow", "Predictions")},
                          {"detection", QT_TRANSLATE_NOOP("isonet::widgets::HelpWindow", "Detection")},
                          {"files", QT_TRANSLATE_NOOP("isonet::widgets::HelpWindow", "Run files")},
                          {"command", QT_TRANSLATE_NOOP("isonet::widgets::HelpWindow", "Command line")},
                          {"keys", QT_TRANSLATE_NOOP("isonet::widgets::HelpWindow", "Keyboard")},
                          {"troubles", QT_TRANSLATE_NOOP("isonet::widgets::HelpWindow", "Troubleshooting")}};
}  // namespace

HelpWindow::HelpWindow(QWidget* parent)
    : QWidget(parent, Qt::Window), contents_(new QListWidget), browser_(new QTextBrowser) {
    setWindowTitle(tr("Help – ISONet Workbench"));
    const QSize room = screen()->availableSize();
    resize(QSize(fontScaled(900), fontScaled(640)).boundedTo(room - QSize(40, 60)));
    contents_->setAccessibleName(tr("Help contents"));
    contents_->setFrameShape(QFrame::NoFrame);
    contents_->setObjectName(QStringLiteral("helpContents"));
    contents_->setSpacing(4);
    browser_->setAccessibleName(tr("Help page"));
    browser_->setFrameShape(QFrame::NoFrame);
    browser_->setOpenExternalLinks(true);
    browser_->document()->setDocumentMargin(18);
    for (const auto& page : pages)
        contents_->addItem(tr(page.title));
    auto* split = new QSplitter;
    split->addWidget(contents_);
    split->addWidget(browser_);
    split->setStretchFactor(1, 1);
    split->setSizes({210, 690});
    split->setChildrenCollapsible(false);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(split);
    connect(contents_, &QListWidget::currentRowChanged, this, [this](int row) {
        if (row >= 0)
            browser_->setSource(QUrl(QStringLiteral("qrc:/help/%1.html").arg(QString::fromLatin1(pages[row].name))));
    });
    connect(browser_, &QTextBrowser::sourceChanged, this, [this](const QUrl& url) {
        for (int i = 0; i < int(std::size(pages)); ++i)
            if (url.fileName() == QString::fromLatin1(pages[i].name) + QStringLiteral(".html")) {
                const QSignalBlocker quiet(contents_);
                contents_->setCurrentRow(i);
            }
    });
    auto* close = new QShortcut(QKeySequence(Qt::Key_Escape), this);
    connect(close, &QShortcut::activated, this, &QWidget::close);
    applyStyle();
    contents_->setCurrentRow(0);
}

QStringList HelpWindow::pageNames() {
    QStringList names;
    for (const auto& page : pages)
        names.append(QString::fromLatin1(page.name));
    return names;
}

QVector<HelpWindow::Topic> HelpWindow::topics() {
    static const QRegularExpression headings(QStringLiteral("<h2[^>]*>(.*?)</h2>"),
                                             QRegularExpression::DotMatchesEverythingOption);
    QVector<Topic> all;
    for (const auto& page : pages) {
        const QString name = QString::fromLatin1(page.name), title = tr(page.title);
        all.append({name, title, {}});
        QFile file(QStringLiteral(":/help/%1.html").arg(name));
        if (!file.open(QIODevice::ReadOnly))
            continue;
        const QString text = QString::fromUtf8(file.readAll());
        for (auto found = headings.globalMatch(text); found.hasNext();)
            all.append(
                {name, title, QTextDocumentFragment::fromHtml(found.next().captured(1)).toPlainText().simplified()});
    }
    return all;
}

void HelpWindow::showPage(const QString& name, const QString& heading) {
    int row = 0;
    for (int i = 0; i < int(std::size(pages)); ++i)
        if (name == QLatin1String(pages[i].name))
            row = i;
    contents_->setCurrentRow(row);
    browser_->moveCursor(QTextCursor::Start);
    bool found = false;
    // Its last occurrence as a line: a heading may be named in the text above it.
    for (auto block = browser_->document()->begin(); !heading.isEmpty() && block.isValid(); block = block.next())
        if (block.text().simplified() == heading) {
            browser_->setTextCursor(QTextCursor(block));
            found = true;
        }
    show();
    raise();
    activateWindow();
    if (found)
        browser_->verticalScrollBar()->setValue(browser_->verticalScrollBar()->value() + browser_->cursorRect().top() -
                                                browser_->fontMetrics().height());
}

void HelpWindow::applyStyle() {
    const ThemeColors& c = themeColors();
    browser_->document()->setDefaultStyleSheet(
        QStringLiteral(
            "h1 { font-size: 18pt; margin-bottom: 6px; } h2 { font-size: 13pt; margin-top: 16px; }"
            "a { color: %1; } code, pre { font-family: monospace; background-color: %2; }"
            "th { text-align: left; color: %3; } td, th { padding: 3px 14px 3px 0; } p, li { line-height: 130%; }")
            .arg(palette().color(QPalette::Link).name(), c.window.name(), c.secondaryText.name()));
    if (browser_->source().isValid())
        browser_->reload();
}

void HelpWindow::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange)
        applyStyle();
    QWidget::changeEvent(event);
}

}  // namespace isonet::widgets
