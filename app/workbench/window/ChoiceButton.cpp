#include "app/workbench/window/ChoiceButton.h"

#include <QStyleOptionButton>
#include <QStylePainter>

#include "widgets/common/FontScale.h"

namespace isonet::workbench {

namespace {
constexpr int sideMargin = 12, rowMargin = 8, gap = 2;  // around the text and between its parts
constexpr int narrowest = 240, usual = 416;             // at the default font
}  // namespace

ChoiceButton::ChoiceButton(const QString& title, const QString& about, QWidget* parent)
    : QPushButton(title, parent), about_(about) {
    setAccessibleDescription(about);
    QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Fixed, QSizePolicy::PushButton);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

QFont ChoiceButton::titleFont() const {
    QFont bold = font();
    bold.setBold(true);
    return bold;
}

int ChoiceButton::titleHeight() const {
    return QFontMetrics(titleFont()).height();
}

int ChoiceButton::aboutHeight(int width) const {
    return fontMetrics()
        .boundingRect(QRect(0, 0, width - 2 * sideMargin, QWIDGETSIZE_MAX), Qt::TextWordWrap, about_)
        .height();
}

int ChoiceButton::heightForWidth(int width) const {
    return titleHeight() + gap + aboutHeight(width) + 2 * rowMargin;
}

QSize ChoiceButton::sizeHint() const {
    const int width = widgets::fontScaled(usual);
    return {width, heightForWidth(width)};
}

QSize ChoiceButton::minimumSizeHint() const {
    const int width = widgets::fontScaled(narrowest);
    return {width, heightForWidth(sizeHint().width())};
}

void ChoiceButton::paintEvent(QPaintEvent*) {
    QStylePainter painter(this);
    QStyleOptionButton option;
    initStyleOption(&option);
    option.text.clear();
    painter.drawControl(QStyle::CE_PushButton, option);
    QRect place = rect().adjusted(sideMargin, rowMargin, -sideMargin, -rowMargin);
    painter.setFont(titleFont());
    painter.drawItemText(place, Qt::AlignLeft | Qt::AlignTop | Qt::TextShowMnemonic, palette(), isEnabled(), text(),
                         QPalette::ButtonText);
    place.setTop(place.top() + titleHeight() + gap);
    painter.setFont(font());
    painter.drawItemText(place, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, palette(), isEnabled(), about_,
                         QPalette::ButtonText);
}

}  // namespace isonet::workbench
