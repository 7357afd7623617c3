"""Who may do what: the office's groups and their permissions.

The table is the truth for these groups: every `migrate` sets them to it. An office that wants other rights makes
groups of its own in the admin.
"""

VIEW, ADD, CHANGE, DELETE, IMPORT, EXPORT = "view", "add", "change", "delete", "import", "export"
WRITE = (VIEW, ADD, CHANGE)
ALL = (VIEW, ADD, CHANGE, DELETE)

ROLES = {
    "Quản trị": {
        **dict.fromkeys(
            ["news.category", "news.topic", "news.tag", "news.comment", "news.articlefile", "news.articlephoto",
             "news.articlevideo", "news.royaltyrate", "documents.documenttype",
             "documents.issuingbody", "documents.field", "documents.documentfile", "documents.relation",
             "documents.consultation", "documents.consultationfile", "documents.draftarticle",
             "pages.page", "pages.menuitem",
             "pages.banner", "pages.linkgroup", "pages.link", "pages.notice", "pages.pagefile", "pages.officemember",
             "polls.poll", "polls.option", "pages.department", "questions.topic", "pages.sitesettings",
             "cooperatives.ocopproduct", "cooperatives.indicatorentry", "cooperatives.indicatortarget", "auth.user",
             "library.picture",
             "cooperatives.sizethreshold", "cooperatives.exportlayout", "cooperatives.savedview"],
            ALL,
        ),
        "citations.citation": (VIEW, CHANGE),
        "questions.question": (VIEW, CHANGE, DELETE),
        "documents.opinion": (VIEW, CHANGE, DELETE),
        "documents.remark": (VIEW, CHANGE),
        "subscriptions.subscription": (VIEW,),
        "subscriptions.subscriber": (VIEW, DELETE),
        "news.article": (*ALL, "edit", EXPORT),
        "news.usefulness": (VIEW, DELETE),
        "documents.document": (*ALL, IMPORT, EXPORT),
        "units.adminunit": (*WRITE, IMPORT, EXPORT),
        "units.unitalias": ALL,
        "moved.movedaddress": (*ALL, IMPORT, EXPORT),
        "home.homeblock": (VIEW, CHANGE),
        "cooperatives.sector": WRITE,
        "cooperatives.cooperative": (*ALL, IMPORT, EXPORT),
        "cooperatives.cooperativegroup": (*ALL, IMPORT, EXPORT),
        "cooperatives.importbatch": (VIEW,),
        "cooperatives.columnlayout": (VIEW, DELETE),
        "cooperatives.distinction": (VIEW, DELETE),
        "cooperatives.merge": (VIEW,),
        "searching.missedquery": (VIEW, DELETE),
        "auth.group": (VIEW,),
        "admin.logentry": (VIEW,),
        "monitoring.day": (VIEW,),
    },
    "Lãnh đạo duyệt": {
        "news.article": (VIEW, CHANGE, "edit", "publish", EXPORT),
        "news.articlefile": (VIEW,),
        "news.articlephoto": (VIEW,),
        "news.articlevideo": (VIEW,),
        "news.royaltyrate": (VIEW,),
        "news.usefulness": (VIEW,),
        "news.comment": (VIEW, CHANGE),
        "news.category": (VIEW,),
        "library.picture": (VIEW,),
        "questions.question": (VIEW, CHANGE),
        "documents.document": (VIEW, CHANGE, EXPORT),
        "documents.documentfile": (VIEW,),
        "documents.relation": (VIEW,),
        "documents.consultation": (VIEW, CHANGE),
        "documents.consultationfile": (VIEW,),
        "documents.draftarticle": (VIEW,),
        "documents.opinion": (VIEW, CHANGE),
        "documents.remark": (VIEW, CHANGE),
        "cooperatives.cooperative": (VIEW, EXPORT),
        "cooperatives.cooperativegroup": (VIEW, EXPORT),
        "cooperatives.importbatch": (VIEW,),
        "cooperatives.exportlayout": (VIEW,),
        "cooperatives.savedview": (VIEW,),
        "cooperatives.indicatorentry": (VIEW,),
        "cooperatives.indicatortarget": (VIEW,),
    },
    "Biên tập": {
        "news.article": (*WRITE, "edit", "publish", EXPORT),
        "news.articlefile": ALL,
        "news.articlephoto": ALL,
        "news.articlevideo": ALL,
        "news.royaltyrate": (VIEW,),
        "news.usefulness": (VIEW,),
        "news.category": (VIEW,),
        "news.topic": WRITE,
        "news.tag": WRITE,
        "news.comment": (VIEW, CHANGE),
        "library.picture": ALL,
        "pages.page": WRITE,
        "pages.pagefile": ALL,
        "pages.officemember": WRITE,
        "pages.banner": WRITE,
        "pages.menuitem": WRITE,
        "searching.missedquery": (VIEW,),
        "citations.citation": (VIEW, CHANGE),
        "home.homeblock": (VIEW, CHANGE),
        "pages.linkgroup": WRITE,
        "pages.link": ALL,
        "pages.notice": ALL,
        "polls.poll": WRITE,
        "polls.option": ALL,
        "questions.question": (VIEW, CHANGE),
        "questions.topic": (VIEW,),
    },
    "Phóng viên": {
        "news.article": WRITE,
        "news.articlefile": ALL,
        "news.articlephoto": ALL,
        "news.articlevideo": ALL,
        "news.category": (VIEW,),
        "news.topic": (VIEW,),
        "news.tag": (VIEW, ADD),
        "library.picture": (VIEW, ADD),
    },
    "Văn thư": {
        "documents.document": (*ALL, IMPORT, EXPORT),
        "documents.documentfile": ALL,
        "documents.relation": ALL,
        "documents.consultation": ALL,
        "documents.consultationfile": ALL,
        "documents.draftarticle": ALL,
        "documents.opinion": (VIEW,),
        "documents.remark": (VIEW,),
        "subscriptions.subscription": (VIEW,),
        "documents.documenttype": WRITE,
        "citations.citation": (VIEW, CHANGE),
        "documents.issuingbody": WRITE,
        "documents.field": WRITE,
    },
    "Cán bộ đăng ký": {
        "cooperatives.cooperative": (*WRITE, IMPORT, EXPORT),
        "cooperatives.cooperativegroup": (*WRITE, IMPORT, EXPORT),
        "cooperatives.ocopproduct": ALL,
        "cooperatives.indicatorentry": ALL,
        "cooperatives.indicatortarget": ALL,
        "cooperatives.exportlayout": ALL,
        "cooperatives.savedview": ALL,
        "cooperatives.importbatch": (VIEW,),
        "cooperatives.columnlayout": (VIEW, DELETE),
        "cooperatives.distinction": (VIEW, DELETE),
        "cooperatives.merge": (VIEW,),
        "units.adminunit": (VIEW,),
        "cooperatives.sector": (VIEW,),
    },
}  # fmt: skip


def create_groups(sender, using="default", **kwargs):
    """Receiver of post_migrate: makes the groups and gives each exactly the permissions of ROLES."""
    from django.apps import apps
    from django.contrib.auth.management import create_permissions
    from django.contrib.auth.models import Group, Permission

    # Permissions are made app by app in later receivers of the same signal; here all of them are needed.
    for app in apps.get_app_configs():
        create_permissions(app, verbosity=0, using=using)
    known = {
        (p.content_type.app_label, p.codename): p
        for p in Permission.objects.using(using).select_related("content_type")
    }
    for name, table in ROLES.items():
        group, _ = Group.objects.using(using).get_or_create(name=name)
        wanted = []
        for model, actions in table.items():
            app, model_name = model.split(".")
            wanted += [known[app, f"{action}_{model_name}"] for action in actions]
        group.permissions.set(wanted)
