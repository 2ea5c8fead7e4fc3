#include "widgets/plot/FigureFrame.h"

#include <QDir>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QShortcut>
#include <QStackedWidget>
#include <QToolButton>
#include <QToolTip>
#include <QVBoxLayout>

#include "widgets/common/ElidedLabel.h"
#include "widgets/common/PlainLabel.h"
#include "widgets/common/Theme.h"
#include "widgets/plot/ExportDialog.h"

namespace isonet::widgets {

FigureFrame::FigureFrame(const QString& objectName, const QString& title, const QString& about,
                         const QString& explanation, QWidget* parent)
    : QFrame(parent),
      stack_(new QStackedWidget),
      canvas_(new PlotCanvas),
      titleLabel_(new ElidedLabel),
      caption_(new PlainLabel),
      under_(new QLabel),
      empty_(new QLabel) {
    setObjectName(objectName);
    setAccessibleName(title);
    setFrameShape(QFrame::StyledPanel);
    setMinimumSize(130, 120);
    titleLabel_->setObjectName(QStringLiteral("summaryTitle"));
    titleLabel_->setMinimumWidth(20);
    titleLabel_->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    setTitle(title);
    caption_->setObjectName(QStringLiteral("figureCaption"));
    caption_->setContentsMargins(8, 0, 8, 1);
    caption_->setWordWrap(true);
    caption_->setMinimumWidth(20);
    caption_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    caption_->hide();
    under_->setObjectName(QStringLiteral("viewBarText"));
    under_->setContentsMargins(8, 0, 8, 3);
    under_->setMinimumWidth(20);
    empty_->setObjectName(QStringLiteral("emptyState"));
    empty_->setAlignment(Qt::AlignCenter);
    empty_->setWordWrap(true);
    empty_->setMargin(16);
    empty_->setAutoFillBackground(true);
    empty_->setBackgroundRole(QPalette::Base);
    const auto button = [](const QString& icon, const QString& spoken, const QString& tip) {
        auto* made = new QToolButton;
        made->setAutoRaise(true);
        made->setIcon(themedIcon(icon));
        made->setIconSize({16, 16});
        made->setAccessibleName(spoken);
        made->setToolTip(tip);
        return made;
    };
    auto* info = button(QStringLiteral("info"), about, explanation);
    auto* reset = button(QStringLiteral("plot-reset"), tr("Reset view"), tr("Reset view (double-click or Home)"));
    auto* exported = button(QStringLiteral("plot-export"), tr("Export"), tr("Save as PDF, SVG or PNG"));
    auto* head = new QHBoxLayout;
    head->setContentsMargins(8, 1, 3, 1);
    head->setSpacing(0);
    head->addWidget(titleLabel_);
    head->addWidget(info);
    head->addStretch(1);
    head->addWidget(reset);
    head->addWidget(exported);
    stack_->addWidget(empty_);
    stack_->addWidget(canvas_);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(1, 1, 1, 1);
    all->setSpacing(0);
    all->addLayout(head);
    all->addWidget(stack_, 1);
    all->addWidget(caption_);
    all->addWidget(under_);

    connect(info, &QToolButton::clicked, this, [info, explanation] {
        QToolTip::showText(info->mapToGlobal(QPoint(0, info->height())), explanation, info, {}, 60'000);
    });
    connect(reset, &QToolButton::clicked, canvas_, &PlotCanvas::resetView);
    connect(exported, &QToolButton::clicked, this, &FigureFrame::save);
    connect(canvas_, &PlotCanvas::hoverEnded, this, [this] { under_->clear(); });
    canvas_->setReading([this](const QPointF& position) { return reading(position); });
    canvas_->setWhatsThis(explanation);
    // One stop for Tab; the keys E and Home do what the buttons do.
    for (auto* each : {info, reset, exported})
        each->setFocusPolicy(Qt::NoFocus);
    auto* key = new QShortcut(Qt::Key_E, canvas_);
    key->setContext(Qt::WidgetShortcut);
    connect(key, &QShortcut::activated, this, &FigureFrame::save);
}

bool FigureFrame::isEmpty() const {
    return stack_->currentWidget() == empty_;
}

QString FigureFrame::message() const {
    return isEmpty() ? empty_->text() : QString();
}

void FigureFrame::showMessage(const QString& text) {
    empty_->setText(text);
    stack_->setCurrentWidget(empty_);
    setCaption({});
    under_->clear();
}

void FigureFrame::setCaption(const QString& text) {
    caption_->setText(text);
    caption_->setVisible(!text.isEmpty());
    setAccessibleDescription(text);
}

QString FigureFrame::caption() const {
    return caption_->text();
}

void FigureFrame::showCanvas() {
    stack_->setCurrentWidget(canvas_);
}

void FigureFrame::setTitle(const QString& title) {
    title_ = title;
    canvas_->setAccessibleName(tr("%1, plot").arg(title));
    titleLabel_->setText(title);
    titleLabel_->setToolTip(plainTip(title));  // in full, for a narrow frame
}

void FigureFrame::showStatus(const QString& text) {
    under_->setText(text);
    if (canvas_->hasCursor())
        canvas_->setAccessibleDescription(text);  // spoken
}

void FigureFrame::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        restyle(PlotColors::of(palette()));
}

void FigureFrame::save() {
    if (isEmpty())
        return;
    const QString name = (subject_ + QLatin1Char(' ') + objectName()).trimmed();
    ExportDialog dialog(title_, canvas_->size().expandedTo({500, 400}), name, this);
    if (dialog.exec() != QDialog::Accepted)
        return;
    restyle(PlotColors::print());
    const QString problem = savePicture(*canvas_, dialog.file(), formatOf(dialog.file()), dialog.size(), title_);
    restyle(PlotColors::of(palette()));
    showStatus(problem.isEmpty() ? tr("Saved %1").arg(QDir::toNativeSeparators(dialog.file())) : problem);
}

}  // namespace isonet::widgets
