"""What an organisation reports for a year."""

from django.db import models

from .organization import Organization


class YearlyFigures(models.Model):
    """Figures of one organisation and year, computed from its statements. Money in đồng, income a month."""

    organization = models.ForeignKey(Organization, models.CASCADE, related_name="figures", verbose_name="đơn vị")
    year = models.PositiveSmallIntegerField("năm")
    members = models.IntegerField("thành viên", null=True, blank=True)
    workers = models.IntegerField("lao động", null=True, blank=True)
    revenue = models.BigIntegerField("doanh thu", null=True, blank=True)
    profit = models.BigIntegerField("lợi nhuận", null=True, blank=True)
    income_per_worker = models.BigIntegerField("thu nhập bình quân lao động/tháng", null=True, blank=True)
    income_per_member = models.BigIntegerField("thu nhập bình quân thành viên/tháng", null=True, blank=True)
    assets = models.BigIntegerField("tổng tài sản", null=True, blank=True)
    bank_debt = models.BigIntegerField("dư nợ ngân hàng", null=True, blank=True)
    fund_loan = models.BigIntegerField("dư nợ Quỹ hỗ trợ phát triển HTX", null=True, blank=True)
    budget_paid = models.BigIntegerField("nộp ngân sách", null=True, blank=True)
    contribution = models.BigIntegerField("phần đóng góp", null=True, blank=True)

    class Meta:
        verbose_name = "số liệu năm"
        verbose_name_plural = "số liệu năm"
        ordering = ["year"]
        constraints = [models.UniqueConstraint(fields=["organization", "year"], name="figures_once_a_year")]

    def __str__(self):
        return str(self.year)
