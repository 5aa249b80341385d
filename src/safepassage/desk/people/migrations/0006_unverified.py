"""One category more: who is on the register by the public form alone."""

from django.db import migrations, models

KNOWN = ["national", "dual", "family", "third_state", "staff", "unverified"]
CATEGORY = models.CharField(
    choices=[
        ("national", "National"),
        ("dual", "Dual national"),
        ("family", "Family who are no nationals"),
        ("third_state", "National of a third state"),
        ("staff", "Staff"),
        ("unverified", "Not verified: said by the public form alone"),
    ],
    max_length=12,
)


class Migration(migrations.Migration):
    dependencies = [("people", "0005_lists")]

    operations = [
        migrations.RemoveConstraint(model_name="person", name="person_category_is_known"),
        migrations.AlterField(model_name="line", name="category", field=CATEGORY),
        migrations.AlterField(model_name="person", name="category", field=CATEGORY.clone()),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(condition=models.Q(category__in=KNOWN), name="person_category_is_known"),
        ),
    ]
