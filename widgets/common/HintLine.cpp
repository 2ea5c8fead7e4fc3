#include "widgets/common/HintLine.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>

namespace isonet::widgets {

HintLine::HintLine(const QString& objectName, const QString& text, QWidget* parent)
    : QFrame(parent), text_(new QLabel(text)), done_(new QPushButton(tr("Got it"))) {
    setObjectName(objectName);
    setProperty("hint", true);
    setAttribute(Qt::WA_StyledBackground);
    setAccessibleName(tr("Hint"));
    setAccessibleDescription(text);
    text_->setWordWrap(true);
    text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    done_->setAccessibleName(tr("Do not show this hint again"));
    done_->setToolTip(done_->accessibleName());
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(12, 4, 8, 4);
    row->setSpacing(10);
    row->addWidget(text_, 1);
    row->addWidget(done_, 0, Qt::AlignVCenter);
    connect(done_, &QPushButton::clicked, this, &HintLine::dismissed);
}

QString HintLine::text() const {
    return text_->text();
}

}  // namespace isonet::widgets
