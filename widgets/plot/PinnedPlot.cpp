#include "widgets/plot/PinnedPlot.h"

#include <QApplication>
#include <QClipboard>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

namespace isonet::widgets {

PinnedPlot::PinnedPlot(const QString& title, const QString& source, const QPixmap& image, const ReadoutText& values,
                       QWidget* parent)
    : QFrame(parent, Qt::Tool), image_(image), shown_(new QLabel), values_(new QLabel(values.plain())) {
    setObjectName(QStringLiteral("pinnedPlot"));
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(source.isEmpty() ? title : tr("%1 · %2").arg(title, source));
    setAccessibleName(tr("Pinned plot: %1").arg(windowTitle()));
    shown_->setAlignment(Qt::AlignCenter);
    shown_->setMinimumSize(240, 150);
    shown_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Ignored);
    shown_->setAccessibleName(tr("Image of the plot"));
    values_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    values_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    values_->setObjectName(QStringLiteral("pinnedValues"));
    values_->setAccessibleName(tr("Values"));
    auto* copy = new QPushButton(tr("&Copy values"));
    copy->setEnabled(!values.isEmpty());
    auto* copyImage = new QPushButton(tr("Copy &image"));
    auto* close = new QPushButton(tr("Unpin"));
    connect(copy, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setText(values_->text()); });
    connect(copyImage, &QPushButton::clicked, this, [this] { QApplication::clipboard()->setPixmap(image_); });
    connect(close, &QPushButton::clicked, this, &QWidget::close);
    auto* area = new QScrollArea;
    area->setWidget(values_);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setMaximumHeight(values_->sizeHint().height() + 4);
    area->setVisible(!values.isEmpty());
    auto* row = new QHBoxLayout;
    row->addWidget(copy);
    row->addWidget(copyImage);
    row->addStretch(1);
    row->addWidget(close);
    auto* all = new QVBoxLayout(this);
    all->setContentsMargins(8, 6, 8, 8);
    all->addWidget(shown_, 3);
    all->addWidget(area, 1);
    all->addLayout(row);
    const QSize own = image.deviceIndependentSize().toSize().boundedTo({520, 360});
    resize(own.width() + 16, own.height() + std::min(values_->sizeHint().height(), 160) + 60);
}

QString PinnedPlot::values() const {
    return values_->text();
}

void PinnedPlot::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape)
        close();
    else
        QFrame::keyPressEvent(event);
}

void PinnedPlot::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    layout()->activate();
    const double ratio = devicePixelRatioF();
    QPixmap fitted = image_.scaled(shown_->size() * ratio, Qt::KeepAspectRatio, Qt::SmoothTransformation);
    fitted.setDevicePixelRatio(ratio);
    shown_->setPixmap(fitted);
}

}  // namespace isonet::widgets
