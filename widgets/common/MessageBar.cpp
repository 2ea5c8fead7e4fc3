#include "widgets/common/MessageBar.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>

#include "widgets/common/Theme.h"

namespace isonet::widgets {

MessageBar::MessageBar(QWidget* parent)
    : QFrame(parent),
      icon_(new QLabel),
      title_(new QLabel),
      text_(new QLabel),
      buttons_(new QHBoxLayout),
      close_(new QToolButton) {
    setObjectName(QStringLiteral("messageBar"));
    setAttribute(Qt::WA_StyledBackground);
    setAccessibleName(tr("Message"));
    QFont bold = font();
    bold.setBold(true);
    title_->setFont(bold);
    title_->setObjectName(QStringLiteral("messageTitle"));
    text_->setObjectName(QStringLiteral("messageText"));
    for (auto* label : {title_, text_}) {
        label->setWordWrap(true);
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    close_->setAutoRaise(true);
    close_->setIcon(themedIcon(QStringLiteral("close")));
    close_->setToolTip(tr("Close this message"));
    close_->setAccessibleName(close_->toolTip());
    connect(close_, &QToolButton::clicked, this, &MessageBar::dismiss);

    auto* labels = new QVBoxLayout;
    labels->setSpacing(2);
    labels->addWidget(title_);
    labels->addWidget(text_);
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(12, 8, 6, 8);
    line->setSpacing(10);
    line->addWidget(icon_, 0, Qt::AlignTop);
    line->addLayout(labels, 1);
    line->addLayout(buttons_);
    line->addWidget(close_, 0, Qt::AlignTop);
    buttons_->setSpacing(6);
    setVisible(false);
}

void MessageBar::showMessage(Kind kind, const QString& title, const QString& text) {
    while (QLayoutItem* item = buttons_->takeAt(0)) {
        if (item->widget())
            item->widget()->deleteLater();
        delete item;
    }
    kind_ = kind;
    title_->setText(title);
    text_->setText(text.trimmed());
    text_->setVisible(!text.trimmed().isEmpty());
    setAccessibleDescription(title + QStringLiteral(" ") + text);
    applyKind();
    setVisible(true);
}

void MessageBar::addAction(const QString& label, std::function<void()> action) {
    auto* button = new QPushButton(label);
    connect(button, &QPushButton::clicked, this, [this, action = std::move(action)] {
        dismiss();
        action();
    });
    buttons_->addWidget(button, 0, Qt::AlignVCenter);
}

void MessageBar::dismiss() {
    setVisible(false);
}
QString MessageBar::title() const {
    return title_->text();
}
QString MessageBar::text() const {
    return text_->text();
}

void MessageBar::applyKind() {
    static const char* const names[] = {"info", "ok", "warning", "error"};
    const auto name = QString::fromLatin1(names[int(kind_)]);
    icon_->setPixmap(themedIcon(name).pixmap(QSize(20, 20), devicePixelRatioF()));
    const ThemeColors& c = themeColors();
    const QColor back = kind_ == Kind::Error     ? c.errorBack
                        : kind_ == Kind::Warning ? c.warningBack
                        : kind_ == Kind::Success ? c.okBack
                                                 : c.infoBack;
    const QString sheet = QStringLiteral("#messageBar { background: %1; border: 0; border-bottom: 1px solid %2; }")
                              .arg(back.name(), c.border.name());
    if (styleSheet() != sheet)
        setStyleSheet(sheet);
}

void MessageBar::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange)
        applyKind();
    QFrame::changeEvent(event);
}

}  // namespace isonet::widgets
