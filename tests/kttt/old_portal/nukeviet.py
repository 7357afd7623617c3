"""An old portal made by the test: tables in the shape of NukeViet 4, filled with what the test says."""

import contextlib
import io
import json
import secrets
from urllib.parse import urlencode

import pymysql
from django.core.management import call_command
from PIL import Image

# Columns by table, with the types that decide how they are read; keys as NukeViet has them. {p} is prefix and language.
TABLES = {
    "{p}_news_cat": "catid smallint unsigned PRIMARY KEY AUTO_INCREMENT, parentid smallint unsigned DEFAULT 0, "
    "title varchar(250) NOT NULL, alias varchar(250) NOT NULL, description text, weight smallint DEFAULT 0, "
    "sort smallint DEFAULT 0, groups_view varchar(255) DEFAULT '6'",
    "{p}_news_rows": "id int unsigned PRIMARY KEY AUTO_INCREMENT, catid smallint unsigned DEFAULT 0, "
    "listcatid varchar(255) DEFAULT '', topicid smallint unsigned DEFAULT 0, admin_id mediumint unsigned DEFAULT 0, "
    "author varchar(250) DEFAULT '', sourceid mediumint DEFAULT 0, addtime int unsigned DEFAULT 0, "
    "edittime int unsigned DEFAULT 0, status tinyint DEFAULT 1, weight int unsigned DEFAULT 0, "
    "publtime int unsigned DEFAULT 0, exptime int unsigned DEFAULT 0, archive tinyint DEFAULT 0, "
    "title varchar(250) DEFAULT '', alias varchar(250) DEFAULT '', hometext text NOT NULL, "
    "homeimgfile varchar(255) DEFAULT '', homeimgalt varchar(255) DEFAULT '', homeimgthumb tinyint DEFAULT 0, "
    "inhome tinyint DEFAULT 0, allowed_comm varchar(255) DEFAULT '6', allowed_rating tinyint DEFAULT 0, "
    "external_link tinyint DEFAULT 0, hitstotal mediumint unsigned DEFAULT 0, hitscm mediumint unsigned DEFAULT 0, "
    "total_rating int DEFAULT 0, click_rating int DEFAULT 0",
    "{p}_news_detail": "id int unsigned PRIMARY KEY, titlesite varchar(255) DEFAULT '', bodyhtml longtext NOT NULL, "
    "sourcetext varchar(255) DEFAULT '', files text, imgposition tinyint DEFAULT 1",
    "{p}_news_tags": "tid mediumint unsigned PRIMARY KEY AUTO_INCREMENT, alias varchar(250) DEFAULT '', "
    "keywords varchar(255) DEFAULT ''",
    "{p}_news_tags_id": "id int NOT NULL, tid mediumint NOT NULL, keyword varchar(65) NOT NULL",
    "{p}_news_topics": "topicid smallint unsigned PRIMARY KEY AUTO_INCREMENT, title varchar(250) DEFAULT '', "
    "alias varchar(250) DEFAULT ''",
    "{p}_news_sources": "sourceid mediumint unsigned PRIMARY KEY AUTO_INCREMENT, title varchar(250) DEFAULT '', "
    "link varchar(255) DEFAULT ''",
    "{p}_news_block_cat": "bid smallint unsigned PRIMARY KEY AUTO_INCREMENT, adddefault tinyint DEFAULT 0, "
    "title varchar(250) DEFAULT ''",
    "{p}_news_block": "bid smallint unsigned NOT NULL, id int unsigned NOT NULL, weight int unsigned DEFAULT 0",
    "{p}_news_authorlist": "id int NOT NULL, aid mediumint NOT NULL, alias varchar(100) DEFAULT '', "
    "pseudonym varchar(100) DEFAULT ''",
    "{p}_comment": "cid mediumint unsigned PRIMARY KEY AUTO_INCREMENT, module varchar(55) DEFAULT 'news', "
    "area int DEFAULT 0, id mediumint unsigned DEFAULT 0, pid mediumint unsigned DEFAULT 0, content text NOT NULL, "
    "post_time int unsigned DEFAULT 0, userid mediumint unsigned DEFAULT 0, post_name varchar(100) DEFAULT '', "
    "post_email varchar(100) DEFAULT '', post_ip varchar(39) DEFAULT '', status tinyint unsigned DEFAULT 0, "
    "likes mediumint DEFAULT 0, dislikes mediumint DEFAULT 0",
    "{p}_laws_cat": "id smallint unsigned PRIMARY KEY AUTO_INCREMENT, title varchar(249) NOT NULL",
    "{p}_laws_area": "id smallint unsigned PRIMARY KEY AUTO_INCREMENT, title varchar(249) NOT NULL",
    "{p}_laws_subject": "id smallint unsigned PRIMARY KEY AUTO_INCREMENT, title varchar(250) NOT NULL",
    "{p}_laws_signer": "id smallint unsigned PRIMARY KEY AUTO_INCREMENT, title varchar(255) NOT NULL, "
    "offices varchar(255) DEFAULT '', positions varchar(255) DEFAULT ''",
    "{p}_laws_row": "id int PRIMARY KEY AUTO_INCREMENT, replacement varchar(255) DEFAULT '', "
    "relatement varchar(255) DEFAULT '', title varchar(255) DEFAULT '', alias varchar(255) DEFAULT '', "
    "code varchar(50) DEFAULT '', cid smallint unsigned DEFAULT 0, sid smallint unsigned DEFAULT 0, "
    "sgid smallint unsigned DEFAULT 0, introtext text NOT NULL, bodytext text NOT NULL, "
    "groups_view varchar(255) DEFAULT '6', groups_download varchar(255) DEFAULT '6', files mediumtext NOT NULL, "
    "status tinyint DEFAULT 1, addtime int DEFAULT 0, edittime int DEFAULT 0, publtime int DEFAULT 0, "
    "startvalid int DEFAULT 0, exptime int DEFAULT 0, view_hits mediumint unsigned DEFAULT 0, "
    "download_hits mediumint unsigned DEFAULT 0",
    "{p}_laws_row_area": "row_id int unsigned NOT NULL, area_id smallint unsigned NOT NULL",
    "{p}_laws_set_replace": "id mediumint unsigned PRIMARY KEY AUTO_INCREMENT, oid mediumint unsigned, "
    "nid mediumint unsigned",
    "{g}_counter": "c_type varchar(100), c_val varchar(100), last_update int DEFAULT 0, c_count int unsigned "
    "DEFAULT 0, vi_count int unsigned DEFAULT 0",
    "{g}_users": "userid mediumint unsigned PRIMARY KEY AUTO_INCREMENT, username varchar(100) DEFAULT '', "
    "password varchar(150) DEFAULT '', email varchar(100) DEFAULT '', first_name varchar(100) DEFAULT '', "
    "last_name varchar(100) DEFAULT ''",
    "{g}_config": "lang varchar(3) DEFAULT 'sys', module varchar(50) DEFAULT 'global', config_name varchar(50), "
    "config_value text",
}
PUBLISHED = 1646362200  # thứ sáu 04/03/2022 09:50 in Vietnam
HOST = "cu.example.vn"


def jpeg(width=640, height=360, colour="#14532d"):
    """The bytes of a small picture."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "JPEG")
    return out.getvalue()


class NukeViet:
    """A database with empty tables, two categories, one type, body, field and signer; `folder` holds uploads."""

    def __init__(self, socket, folder, prefix="nv4", charset="utf8mb4"):
        self.socket, self.folder, self.prefix = socket, folder, prefix
        self.name = f"cu_{secrets.token_hex(4)}"
        self.connection = pymysql.connect(unix_socket=socket, user="root", autocommit=True, charset="utf8mb4")
        self.sql(f"CREATE DATABASE {self.name} CHARACTER SET {charset}")
        self.sql(f"USE {self.name}")
        for table, columns in TABLES.items():
            name = table.format(p=f"{prefix}_vi", g=prefix)
            self.sql(f"CREATE TABLE {name} ({columns}) ENGINE=MyISAM")
        (folder / "uploads").mkdir(parents=True)
        self.insert("news_cat", catid=1, title="Tin ho&#x1EA1;t &#x0111;&#x1ED9;ng", alias="tin-hoat-dong", sort=1)
        self.insert(
            "news_cat", catid=2, parentid=1, title="H&#x1EE3;p t&aacute;c x&atilde;", alias="hop-tac-xa", sort=2
        )
        self.insert("laws_cat", id=1, title="Quy&#x1EBF;t &#x0111;&#x1ECB;nh")
        self.insert("laws_subject", id=1, title="Ủy ban nhân dân tỉnh")
        self.insert("laws_area", id=1, title="Kinh tế tập thể")
        self.insert("laws_signer", id=1, title="Lò Văn Thử", positions="Chủ tịch")
        self.insert_global("config", config_name="my_domains", config_value=f"{HOST},cu2.example.vn")

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.sql(f"DROP DATABASE {self.name}")
        self.connection.close()

    def sql(self, statement, *parameters):
        """Runs a statement and gives the id of a new row."""
        with self.connection.cursor() as cursor:
            cursor.execute(statement, parameters or None)
            return cursor.lastrowid

    def insert(self, table, **values):
        """A row of a table of the language's; gives its id."""
        return self.insert_global(f"vi_{table}", **values)

    def insert_global(self, table, **values):
        """A row of a table of the whole portal's; gives its id."""
        names, places = ", ".join(f"`{name}`" for name in values), ", ".join(["%s"] * len(values))
        return self.sql(f"INSERT INTO {self.prefix}_{table} ({names}) VALUES ({places})", *values.values())

    def article(self, title="Hội nghị tổng kết", body="<p>Nội dung.</p>", **values):
        """A public article; gives its number."""
        detail = {name: values.pop(name) for name in ("sourcetext", "files") if name in values}
        values = {
            "catid": 1, "listcatid": "1", "alias": "hoi-nghi-tong-ket", "hometext": "Tóm tắt.", "publtime": PUBLISHED,
            "addtime": PUBLISHED, "edittime": PUBLISHED, "author": "Thu Trang", **values,
        }  # fmt: skip
        number = self.insert("news_rows", title=title, **values)
        self.insert("news_detail", id=number, bodyhtml=body, **detail)
        return number

    def document(self, code="12&#x002F;2022&#x002F;QĐ-UBND", files="", areas=(1,), **values):
        """A public document; gives its number."""
        values = {
            "title": "Quyết định phê duyệt đề án", "cid": 1, "sid": 1, "sgid": 1, "bodytext": "",
            "introtext": "Ph&ecirc; duyệt đề án phát triển hợp tác xã", "publtime": PUBLISHED, "addtime": PUBLISHED,
            **values,
        }  # fmt: skip
        number = self.insert("laws_row", code=code, files=files, **values)
        if "alias" not in values:
            self.update("laws_row", number, alias=f"quyet-dinh-phe-duyet-de-an-{number}")
        for area in areas:
            self.insert("laws_row_area", row_id=number, area_id=area)
        return number

    def update(self, table, number, **values):
        """Changes a row by its id."""
        changes = ", ".join(f"`{name}` = %s" for name in values)
        self.sql(f"UPDATE {self.prefix}_vi_{table} SET {changes} WHERE id = %s", *values.values(), number)

    def file(self, path, data=None):
        """A file below uploads/, a picture unless told."""
        file = self.folder / "uploads" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(jpeg() if data is None else data)
        return path

    @property
    def url(self):
        """The address for the command."""
        return f"mysql://root@localhost/{self.name}?{urlencode({'unix_socket': self.socket})}"

    def bring(self, *options):
        """Runs the import; gives the report as JSON, with all that was printed under "printed"."""
        report, printed = self.folder / "report.json", io.StringIO()
        with contextlib.redirect_stdout(printed):
            call_command(
                "import_nukeviet", self.url, "--uploads", str(self.folder / "uploads"), "--prefix", self.prefix,
                "--report", str(report), *options, stdout=printed,
            )  # fmt: skip
        return json.loads(report.read_text(encoding="utf-8")) | {"printed": printed.getvalue()}
