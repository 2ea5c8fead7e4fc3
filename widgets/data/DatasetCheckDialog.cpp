#include "widgets/data/DatasetCheckDialog.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QProgressBar>
#include <QPushButton>
#include <QSplitter>
#include <QTextBrowser>
#include <QVBoxLayout>

#include "widgets/common/Format.h"
#include "widgets/data/CheckText.h"

namespace isonet::widgets {
namespace {
constexpr int thumbnailSide = 56;
}

DatasetCheckDialog::DatasetCheckDialog(QWidget* parent)
    : QDialog(parent),
      summary_(new QTextBrowser),
      findings_(new QListWidget),
      progress_(new QProgressBar),
      state_(new QLabel),
      stop_(new QPushButton(tr("&Stop"))),
      normalize_(new QPushButton(tr("&Use mean and deviation"))),
      list_(new QPushButton(tr("&Leave out images…"))) {
    setWindowTitle(tr("Dataset check"));
    summary_->setObjectName(QStringLiteral("checkSummary"));
    summary_->setAccessibleName(tr("Summary of the check"));
    findings_->setObjectName(QStringLiteral("checkFindings"));
    findings_->setAccessibleName(tr("Corrupt and duplicate images"));
    findings_->setIconSize({thumbnailSide, thumbnailSide});
    findings_->setWordWrap(true);
    findings_->setAlternatingRowColors(true);
    progress_->setObjectName(QStringLiteral("checkProgress"));
    state_->setObjectName(QStringLiteral("datasetCheckState"));
    state_->setWordWrap(true);
    stop_->setObjectName(QStringLiteral("stopDatasetCheck"));
    normalize_->setObjectName(QStringLiteral("useNormalization"));
    normalize_->setToolTip(tr("Set mean and standard deviation of the experiment to these values"));
    list_->setObjectName(QStringLiteral("leaveOutImages"));
    list_->setToolTip(
        tr("Write a list of the corrupt images and of redundant copies, and leave them out of the experiment. No image "
           "is deleted."));
    auto* parts = new QSplitter(Qt::Vertical);
    parts->addWidget(summary_);
    parts->addWidget(findings_);
    auto* buttons = new QHBoxLayout;
    for (auto* button : {normalize_, list_, stop_}) {
        button->setAutoDefault(false);
        buttons->addWidget(button);
    }
    buttons->addStretch();
    auto* close = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->addWidget(close);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(parts, 1);
    layout->addWidget(progress_);
    layout->addWidget(state_);
    layout->addLayout(buttons);
    resize(820, 640);
    normalize_->setEnabled(false);
    list_->setEnabled(false);
    connect(stop_, &QPushButton::clicked, this, &DatasetCheckDialog::stopRequested);
    connect(normalize_, &QPushButton::clicked, this, &DatasetCheckDialog::normalizationRequested);
    connect(list_, &QPushButton::clicked, this, &DatasetCheckDialog::listRequested);
    connect(close, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(this, &QDialog::finished, this, &DatasetCheckDialog::stopRequested);
    progress_->setRange(0, 0);
    state_->setText(tr("Opening the dataset…"));
}

void DatasetCheckDialog::showProgress(std::int64_t done, std::int64_t all) {
    progress_->setRange(0, 1000);
    progress_->setValue(all > 0 ? int(1000.0 * double(done) / double(all)) : 1000);
    state_->setText(tr("%1 of %2 images read").arg(formatCount(done), formatCount(all)));
}

void DatasetCheckDialog::showReport(const CheckInfo& info) {
    showMessage(info.leaveOut == 0
                    ? tr("No image needs to be left out.")
                    : tr("Images that should be left out: %1 (the corrupt ones, training images that are also "
                         "validation images, further copies, and duplicates with different labels).")
                          .arg(formatCount(info.leaveOut)));
    summary_->setHtml(CheckText::summary(info));
    normalize_->setEnabled(!info.mean.empty());
    list_->setEnabled(info.leaveOut > 0);
    findings_->setVisible(info.allFindings > 0);
    for (const CheckFinding& finding : info.findings)
        addFinding(finding);
    if (info.allFindings > info.findings.size())
        new QListWidgetItem(tr("and %1 more").arg(formatCount(info.allFindings - info.findings.size())), findings_);
}

void DatasetCheckDialog::addFinding(const CheckFinding& finding) {
    QPixmap blank(thumbnailSide, thumbnailSide);
    blank.fill(Qt::transparent);
    new QListWidgetItem(blank, CheckText::kind(finding.kind) + QLatin1Char('\n') + finding.text, findings_);
}

void DatasetCheckDialog::showThumbnail(int finding, const QImage& thumbnail) {
    if (auto* item = findings_->item(finding))
        item->setIcon(QPixmap::fromImage(thumbnail));
}

void DatasetCheckDialog::showMessage(const QString& text) {
    progress_->setVisible(false);
    stop_->setEnabled(false);
    state_->setText(text);
}

}  // namespace isonet::widgets
