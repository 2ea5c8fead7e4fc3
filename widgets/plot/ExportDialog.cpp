#include "widgets/plot/ExportDialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QSpinBox>

#include "widgets/common/OverwriteQuestion.h"

namespace isonet::widgets {
namespace {

constexpr double millimetresPerInch = 25.4;

constexpr int sizeOnScreen = 0, customSize = 4;  // indices of the presets of the size

struct Answers {
    int format = 0, dots = 192;
    QString folder = QDir::homePath();
    int preset = sizeOnScreen;
    QSize custom{120, 80};  // mm
};
Answers& last() {
    static Answers answers;
    return answers;
}

const QStringList suffixes{QStringLiteral("pdf"), QStringLiteral("svg"), QStringLiteral("png")};

}  // namespace

ExportDialog::ExportDialog(const QString& title, const QSize& proposed, const QString& name, QWidget* parent)
    : QDialog(parent),
      format_(new QComboBox),
      preset_(new QComboBox),
      width_(new QSpinBox),
      height_(new QSpinBox),
      dots_(new QSpinBox),
      file_(new QLineEdit),
      hint_(new QLabel),
      proposed_(proposed) {
    setWindowTitle(tr("Save image: %1").arg(title));
    format_->addItems({tr("PDF (vector)"), tr("SVG (vector)"), tr("PNG (bitmap)")});
    format_->setCurrentIndex(last().format);
    preset_->addItem(tr("As on screen"), proposed);
    preset_->addItem(tr("Single column, 84 × 56 mm"), QSize(84, 56));
    preset_->addItem(tr("Double column, 174 × 90 mm"), QSize(174, 90));
    preset_->addItem(tr("Slide, 254 × 143 mm"), QSize(254, 143));
    preset_->addItem(tr("Custom size"), last().custom);
    for (auto* box : {width_, height_}) {
        box->setRange(20, 2000);
        box->setSuffix(tr(" mm"));
    }
    dots_->setRange(72, 1200);
    dots_->setSuffix(tr(" dpi"));
    dots_->setValue(last().dots);
    file_->setText(QDir(last().folder).filePath(fileNamePart(name)));
    file_->setMinimumWidth(320);
    hint_->setWordWrap(true);

    auto* sizes = new QHBoxLayout;
    sizes->addWidget(width_);
    sizes->addWidget(new QLabel(QStringLiteral("×")));
    sizes->addWidget(height_);
    sizes->addStretch(1);
    auto* files = new QHBoxLayout;
    auto* browse = new QPushButton(tr("Browse…"));
    browse->setAutoDefault(false);
    files->addWidget(file_, 1);
    files->addWidget(browse);
    auto* form = new QFormLayout(this);
    form->addRow(tr("&Format"), format_);
    form->addRow(tr("&Size"), preset_);
    form->addRow(QString(), sizes);
    form->addRow(tr("&Resolution"), dots_);
    auto* fileLabel = new QLabel(tr("F&ile"));
    fileLabel->setBuddy(file_);  // a row of several widgets has none, and the label would show its &
    form->addRow(fileLabel, files);
    form->addRow(hint_);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel);
    form->addRow(buttons);
    width_->setAccessibleName(tr("Width"));
    height_->setAccessibleName(tr("Height"));

    preset_->setCurrentIndex(last().preset);
    choosePreset(last().preset);
    connect(preset_, &QComboBox::activated, this, &ExportDialog::choosePreset);
    for (auto* box : {width_, height_})
        connect(box, &QSpinBox::valueChanged, this, [this] {
            if (!choosing_)
                preset_->setCurrentIndex(customSize);
        });
    connect(format_, &QComboBox::currentIndexChanged, this, &ExportDialog::refresh);
    for (auto* box : {width_, height_, dots_})
        connect(box, &QSpinBox::valueChanged, this, &ExportDialog::refresh);
    connect(browse, &QPushButton::clicked, this, &ExportDialog::browse);
    connect(buttons, &QDialogButtonBox::accepted, this, &ExportDialog::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    refresh();
}

QString ExportDialog::file() const {
    const QString suffix = suffixes[format_->currentIndex()];
    QString name = file_->text().trimmed();
    if (suffixes.contains(QFileInfo(name).suffix().toLower()))
        name.chop(QFileInfo(name).suffix().size() + 1);
    return name + QLatin1Char('.') + suffix;
}

PictureSize ExportDialog::size() const {
    const double points = pointsPerInch / millimetresPerInch;
    return {QSize(qRound(width_->value() * points), qRound(height_->value() * points)), dots_->value() / pointsPerInch};
}

void ExportDialog::choosePreset(int index) {
    const QScopedValueRollback guard(choosing_, true);
    QSize size = preset_->itemData(index).toSize();
    if (index == sizeOnScreen)
        size = (QSizeF(size) * (millimetresPerInch / pointsPerInch)).toSize();
    width_->setValue(size.width());
    height_->setValue(size.height());
}

void ExportDialog::save() {
    if (!mayWrite(file(), this))
        return;
    last() = {format_->currentIndex(), dots_->value(), QFileInfo(file()).absolutePath(), preset_->currentIndex(),
              QSize(width_->value(), height_->value())};
    accept();
}

void ExportDialog::browse() {
    // save() asks, when the suffix is known.
    const QString chosen =
        QFileDialog::getSaveFileName(this, windowTitle(), file(), {}, nullptr, QFileDialog::DontConfirmOverwrite);
    if (!chosen.isEmpty())
        file_->setText(chosen);
}

void ExportDialog::refresh() {
    const bool pixels = format_->currentIndex() == 2;
    dots_->setEnabled(pixels);
    const PictureSize now = size();
    hint_->setText(pixels ? tr("%1 × %2 pixels, white background.")
                                .arg(qRound(now.points.width() * now.scale))
                                .arg(qRound(now.points.height() * now.scale))
                          : tr("White background; text stays selectable."));
}

}  // namespace isonet::widgets
